package darkroom.jobs.crosspost;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.Optional;

/** Which person has which account at X. Thread-safe. */
public final class XAccounts {
    private final Shards shards;
    private final InstantSource clock;

    /** The accounts of the people on {@code shards}. */
    public XAccounts(Shards shards, InstantSource clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /** Links an account to a person, in place of the one before. */
    public void link(long personId, XAccount account) {
        Shard shard = shards.ofId(personId);
        shard.transact(
                connection -> {
                    try (PreparedStatement upsert =
                            shard.prepare(
                                    connection,
                                    """
                                    INSERT INTO {s}.x_account
                                      (person_id, x_user_id, token, secret, linked_at)
                                    VALUES (?, ?, ?, ?, ?)
                                    ON CONFLICT (person_id) DO UPDATE
                                    SET x_user_id = excluded.x_user_id, token = excluded.token,
                                      secret = excluded.secret, linked_at = excluded.linked_at,
                                      revoked_at = NULL""",
                                    personId,
                                    account.userId(),
                                    account.token(),
                                    account.secret(),
                                    clock.instant())) {
                        return upsert.executeUpdate();
                    }
                });
    }

    /** The account of a person, unless there is none or X has revoked it. */
    public Optional<XAccount> find(long personId) {
        Shard shard = shards.ofId(personId);
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT x_user_id, token, secret FROM {s}.x_account
                                            WHERE person_id = ? AND revoked_at IS NULL LIMIT 1""",
                                            personId);
                            ResultSet row = select.executeQuery()) {
                        return row.next()
                                ? Optional.of(
                                        new XAccount(
                                                row.getString(1),
                                                row.getString(2),
                                                row.getString(3)))
                                : Optional.empty();
                    }
                });
    }

    /** X no longer takes this token. Another one linked meanwhile stays as it is. */
    void revoke(long personId, XAccount account) {
        Shard shard = shards.ofId(personId);
        shard.transact(
                connection -> {
                    try (PreparedStatement update =
                            shard.prepare(
                                    connection,
                                    """
                                    UPDATE {s}.x_account SET revoked_at = ?
                                    WHERE person_id = ? AND token = ?""",
                                    clock.instant(),
                                    personId,
                                    account.token())) {
                        return update.executeUpdate();
                    }
                });
    }
}
