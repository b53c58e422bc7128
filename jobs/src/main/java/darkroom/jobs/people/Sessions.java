package darkroom.jobs.people;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Sign-ins that last: one row each on the person's shard. */
final class Sessions {
    static final Duration LIFE = Duration.ofDays(30);

    /** The most sign-ins of one person; the oldest end for newer ones. */
    static final int PER_PERSON_MAX = 50;

    private final Shards shards;
    private final InstantSource clock;
    private final SecureRandom random;

    Sessions(Shards shards, InstantSource clock, SecureRandom random) {
        this.shards = shards;
        this.clock = clock;
        this.random = random;
    }

    Session open(long personId) {
        Token token = Token.fresh(personId, random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Session session = new Session(token.text(), personId, now.plus(LIFE));
        Shard shard = shards.ofId(personId);
        shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                                    shard.prepare(
                                            connection,
                                            """
                                            INSERT INTO {s}.session
                                              (token_hash, person_id, expires_at)
                                            VALUES (?, ?, ?)""",
                                            token.hash(),
                                            personId,
                                            session.expiresAt());
                            PreparedStatement trim =
                                    shard.prepare(
                                            connection,
                                            """
                                            DELETE FROM {s}.session
                                            WHERE person_id = ? AND (expires_at <= ?
                                              OR token_hash IN (
                                                SELECT token_hash FROM {s}.session
                                                WHERE person_id = ?
                                                ORDER BY expires_at DESC
                                                OFFSET ? LIMIT 1000))""",
                                            personId,
                                            now,
                                            personId,
                                            PER_PERSON_MAX)) {
                        insert.executeUpdate();
                        return trim.executeUpdate();
                    }
                });
        return session;
    }

    Optional<Long> find(String text) {
        Optional<Token> token = known(text);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        Shard shard = shards.ofId(token.get().personId());
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT person_id FROM {s}.session
                                            WHERE token_hash = ? AND person_id = ?
                                              AND expires_at > ?
                                            LIMIT 1""",
                                            token.get().hash(),
                                            token.get().personId(),
                                            clock.instant());
                            ResultSet row = select.executeQuery()) {
                        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
                    }
                });
    }

    void close(String text) {
        known(text)
                .ifPresent(
                        token -> {
                            Shard shard = shards.ofId(token.personId());
                            shard.transact(
                                    connection -> {
                                        try (PreparedStatement delete =
                                                shard.prepare(
                                                        connection,
                                                        "DELETE FROM {s}.session WHERE token_hash ="
                                                                + " ?",
                                                        token.hash())) {
                                            return delete.executeUpdate();
                                        }
                                    });
                        });
    }

    private Optional<Token> known(String text) {
        return Token.parse(text).filter(token -> shards.covers(token.personId()));
    }
}
