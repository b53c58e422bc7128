package darkroom.jobs.push;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The devices of people. Thread-safe. */
public final class Devices {
    /** How many devices of one person are notified: the ones registered last. */
    public static final int DEVICES_MAX = 10;

    // Apple fixes no length ("don't hardcode their size"); today's have 64 digits.
    private static final Pattern TOKEN = Pattern.compile("[0-9a-fA-F]{64,200}");

    private final Shards shards;
    private final InstantSource clock;

    /** The devices on these shards. */
    public Devices(Shards shards, InstantSource clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /** Whether this can be a device's token: 64 to 200 hexadecimal digits. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /**
     * Notes that a device is there and is this person's now, and nobody else's. Once more changes
     * nothing but the time.
     *
     * <p>The former owner's row goes first: should this end half way, the phone is told nothing
     * until the app registers again, rather than somebody else's news.
     *
     * @param personId who exists
     * @throws IllegalArgumentException if {@link #isToken} says no
     */
    public void register(long personId, String token) {
        if (!isToken(token)) {
            throw new IllegalArgumentException(
                    "cannot register a device: expected a token of 64..200 hexadecimal digits,"
                            + " found "
                            + token.length()
                            + " characters");
        }
        String small = token.toLowerCase(Locale.ROOT);
        Instant now = clock.instant();
        Shard index = shards.ofName(small);
        Optional<Long> before = owner(index, small);
        if (before.isPresent() && before.get() != personId) {
            forget(before.get(), small, now);
        }
        String own =
                """
                INSERT INTO {s}.device_owner (token, person_id, registered_at) VALUES (?, ?, ?)
                ON CONFLICT (token) DO UPDATE SET person_id = excluded.person_id,
                  registered_at = excluded.registered_at""";
        update(index, own, small, personId, now);
        String add =
                """
                INSERT INTO {s}.device (token, person_id, registered_at) VALUES (?, ?, ?)
                ON CONFLICT (token) DO UPDATE SET person_id = excluded.person_id,
                  registered_at = excluded.registered_at""";
        update(shards.ofId(personId), add, small, personId, now);
    }

    /** A person's devices, the one registered last first, at most {@value #DEVICES_MAX}. */
    public List<Device> of(long personId) {
        String sql =
                """
                SELECT token, registered_at FROM {s}.device WHERE person_id = ?
                ORDER BY registered_at DESC, token LIMIT ?""";
        return select(shards.ofId(personId), sql, personId, DEVICES_MAX);
    }

    /** Those of {@link #of} whom this photo was not sent to yet. */
    List<Device> notToldOf(long photoId, long personId) {
        String sql =
                """
                SELECT token, registered_at FROM (
                  SELECT token, registered_at FROM {s}.device WHERE person_id = ?
                  ORDER BY registered_at DESC, token LIMIT ?) d
                WHERE NOT EXISTS (
                  SELECT 1 FROM {s}.push_sent s
                  WHERE s.photo_id = ? AND s.device_token = d.token)""";
        return select(shards.ofId(personId), sql, personId, DEVICES_MAX, photoId);
    }

    /** Takes a device away unless it was registered again after {@code asOf}. */
    void forget(long personId, String token, Instant asOf) {
        String device =
                """
                DELETE FROM {s}.device
                WHERE token = ? AND person_id = ? AND registered_at <= ?""";
        update(shards.ofId(personId), device, token, personId, asOf);
        String owner =
                """
                DELETE FROM {s}.device_owner
                WHERE token = ? AND person_id = ? AND registered_at <= ?""";
        update(shards.ofName(token), owner, token, personId, asOf);
    }

    private static Optional<Long> owner(Shard index, String token) {
        String sql = "SELECT person_id FROM {s}.device_owner WHERE token = ? LIMIT 1";
        return index.transact(
                connection -> {
                    try (PreparedStatement select = index.prepare(connection, sql, token);
                            ResultSet row = select.executeQuery()) {
                        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
                    }
                });
    }

    private static List<Device> select(Shard shard, String sql, Object... args) {
        return shard.transact(
                connection -> {
                    List<Device> devices = new ArrayList<>();
                    try (PreparedStatement select = shard.prepare(connection, sql, args);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            devices.add(new Device(row.getString(1), Sql.instant(row, 2)));
                        }
                    }
                    return devices;
                });
    }

    private static void update(Shard shard, String sql, Object... args) {
        shard.transact(
                connection -> {
                    try (PreparedStatement update = shard.prepare(connection, sql, args)) {
                        return update.executeUpdate();
                    }
                });
    }
}
