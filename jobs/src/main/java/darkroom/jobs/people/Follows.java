package darkroom.jobs.people;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Who follows whom: a row on the follower's shard, which decides what a feed shows, and one on the
 * followee's, which the fan-out reads.
 */
final class Follows {
    private static final int PER_STATEMENT = 10_000;

    private final Shards shards;

    Follows(Shards shards) {
        this.shards = shards;
    }

    void add(Follow follow) {
        addOn(
                follow.followee(),
                follow.follower(),
                """
                WITH person AS (SELECT id FROM {s}.person WHERE id = ?),
                added AS (
                  INSERT INTO {s}.follower (person_id, follower_id) SELECT id, ? FROM person
                  ON CONFLICT DO NOTHING RETURNING person_id),
                counted AS (
                  UPDATE {s}.person SET followers = followers + 1
                  WHERE id IN (SELECT person_id FROM added))
                SELECT count(*) FROM person""");
        addOn(
                follow.follower(),
                follow.followee(),
                """
                WITH person AS (SELECT id FROM {s}.person WHERE id = ?),
                added AS (
                  INSERT INTO {s}.following (person_id, followee_id) SELECT id, ? FROM person
                  ON CONFLICT DO NOTHING RETURNING person_id),
                counted AS (
                  UPDATE {s}.person SET following = following + 1
                  WHERE id IN (SELECT person_id FROM added))
                SELECT count(*) FROM person""");
    }

    void addAll(List<Follow> all) {
        addAllOn(
                all,
                Follow::followee,
                """
                WITH added AS (
                  INSERT INTO {s}.follower (follower_id, person_id)
                  SELECT * FROM unnest(?, ?)
                  ON CONFLICT DO NOTHING RETURNING person_id)
                UPDATE {s}.person SET followers = followers + fresh.count
                FROM (SELECT person_id, count(*) FROM added GROUP BY person_id) fresh
                WHERE id = fresh.person_id""");
        addAllOn(
                all,
                Follow::follower,
                """
                WITH added AS (
                  INSERT INTO {s}.following (person_id, followee_id)
                  SELECT * FROM unnest(?, ?)
                  ON CONFLICT DO NOTHING RETURNING person_id)
                UPDATE {s}.person SET following = following + fresh.count
                FROM (SELECT person_id, count(*) FROM added GROUP BY person_id) fresh
                WHERE id = fresh.person_id""");
    }

    void remove(long follower, long followee) {
        // The feed's side first: what it no longer shows may still arrive for a moment.
        removeOn(
                follower,
                followee,
                """
                WITH gone AS (
                  DELETE FROM {s}.following WHERE person_id = ? AND followee_id = ?
                  RETURNING person_id, followee_id),
                counted AS (
                  UPDATE {s}.person SET following = following - 1
                  WHERE id IN (SELECT person_id FROM gone))
                DELETE FROM {s}.feed_entry e USING gone
                WHERE e.reader_id = gone.person_id AND e.owner_id = gone.followee_id""");
        removeOn(
                followee,
                follower,
                """
                WITH gone AS (
                  DELETE FROM {s}.follower WHERE person_id = ? AND follower_id = ?
                  RETURNING person_id)
                UPDATE {s}.person SET followers = followers - 1
                WHERE id IN (SELECT person_id FROM gone)""");
    }

    boolean has(long follower, long followee) {
        if (!shards.covers(follower)) {
            return false;
        }
        Shard shard = shards.ofId(follower);
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT FROM {s}.following
                                            WHERE person_id = ? AND followee_id = ? LIMIT 1""",
                                            follower,
                                            followee);
                            ResultSet row = select.executeQuery()) {
                        return row.next();
                    }
                });
    }

    private void addOn(long personId, long otherId, String sql) {
        if (!shards.covers(personId)) {
            throw new NoSuchPersonException(personId);
        }
        Shard shard = shards.ofId(personId);
        boolean exists =
                shard.transact(
                        connection -> {
                            try (PreparedStatement add =
                                            shard.prepare(connection, sql, personId, otherId);
                                    ResultSet row = add.executeQuery()) {
                                return row.next() && row.getInt(1) == 1;
                            }
                        });
        if (!exists) {
            throw new NoSuchPersonException(personId);
        }
    }

    private void removeOn(long personId, long otherId, String sql) {
        if (shards.covers(personId)) {
            Shard shard = shards.ofId(personId);
            shard.transact(
                    connection -> {
                        try (PreparedStatement remove =
                                shard.prepare(connection, sql, personId, otherId)) {
                            return remove.executeUpdate();
                        }
                    });
        }
    }

    private void addAllOn(List<Follow> all, ToLongFunction<Follow> side, String sql) {
        Map<Shard, List<Follow>> byShard = new LinkedHashMap<>();
        for (Follow follow : all) {
            byShard.computeIfAbsent(
                            shards.ofId(side.applyAsLong(follow)), shard -> new ArrayList<>())
                    .add(follow);
        }
        byShard.forEach(
                (shard, follows) -> {
                    for (int i = 0; i < follows.size(); i += PER_STATEMENT) {
                        int end = Math.min(follows.size(), i + PER_STATEMENT);
                        insert(shard, follows.subList(i, end), sql);
                    }
                });
    }

    private static void insert(Shard shard, List<Follow> follows, String sql) {
        long[] followers = follows.stream().mapToLong(Follow::follower).toArray();
        long[] followees = follows.stream().mapToLong(Follow::followee).toArray();
        shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                            shard.prepare(connection, sql, followers, followees)) {
                        return insert.executeUpdate();
                    }
                });
    }
}
