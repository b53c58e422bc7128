package darkroom.jobs.feed;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.jobs.people.Follow;
import darkroom.jobs.people.NewPerson;
import darkroom.jobs.people.People;
import darkroom.jobs.people.Person;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Sql;
import darkroom.jobs.shards.TestShards;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** People who follow others, their photos and feeds. */
final class TestFeed {
    private final TestShards test;
    private final People people;

    TestFeed(TestShards test, People people) {
        this.test = test;
        this.people = people;
    }

    /** A person and so many followers; the person is the first. */
    List<Long> star(int followers) {
        List<Long> ids =
                people.signUpAll(names("star", followers + 1)).stream().map(Person::id).toList();
        people.followAll(ids.stream().skip(1).map(id -> new Follow(id, ids.get(0))).toList());
        return ids;
    }

    static List<NewPerson> names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new NewPerson(prefix + "_" + i, "unused"))
                .toList();
    }

    long photo(long owner) {
        Shard shard = test.shards().ofId(owner);
        return number(
                shard,
                """
                INSERT INTO {s}.photo (id, owner_id, caption, format, width, height, bytes,
                  created_at)
                VALUES ({s}.next_id(), ?, '', 'jpeg', 1, 1, 1, now()) RETURNING id""",
                owner);
    }

    List<Long> readers(long photo) {
        List<Long> readers = new ArrayList<>();
        for (int i = 0; i < TestShards.COUNT; i++) {
            Shard shard = test.shards().at(i);
            readers.addAll(
                    shard.transact(
                            connection -> {
                                List<Long> found = new ArrayList<>();
                                try (PreparedStatement select =
                                                shard.prepare(
                                                        connection,
                                                        "SELECT reader_id FROM {s}.feed_entry"
                                                                + " WHERE photo_id = ?",
                                                        photo);
                                        ResultSet row = select.executeQuery()) {
                                    while (row.next()) {
                                        assertThat(test.shards().ofId(row.getLong(1)))
                                                .isSameAs(shard);
                                        found.add(row.getLong(1));
                                    }
                                }
                                return found;
                            }));
        }
        return readers;
    }

    static long number(Shard shard, String sql, Object... args) {
        return shard.transact(connection -> number(shard, connection, sql, args));
    }

    static long number(Shard shard, java.sql.Connection connection, String sql, Object... args)
            throws SQLException {
        try (PreparedStatement statement = Sql.prepare(connection, shard.sql(sql), args);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
