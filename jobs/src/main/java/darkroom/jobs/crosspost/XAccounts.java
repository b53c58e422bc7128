package darkroom.jobs.crosspost;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.Optional;

/** The X accounts of people. Thread-safe. */
public final class XAccounts {
    private final Shards shards;
    private final InstantSource clock;

    /** The accounts on these shards. */
    public XAccounts(Shards shards, InstantSource clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /**
     * Links a person to an account, in place of one that was linked before.
     *
     * @param personId who exists
     */
    public void link(long personId, XAccount account) {
        Shard shard = shards.ofId(personId);
        String sql =
                """
                INSERT INTO {s}.x_account (person_id, x_user_id, token, secret, linked_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (person_id) DO UPDATE SET x_user_id = excluded.x_user_id,
                  token = excluded.token, secret = excluded.secret,
                  linked_at = excluded.linked_at, revoked_at = NULL""";
        shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                            shard.prepare(
                                    connection,
                                    sql,
                                    personId,
                                    account.userId(),
                                    account.token(),
                                    account.secret(),
                                    clock.instant())) {
                        return insert.executeUpdate();
                    }
                });
    }

    /** The account that can be posted to; empty when none is linked, or it was revoked on X. */
    public Optional<XAccount> find(long personId) {
        Shard shard = shards.ofId(personId);
        String sql =
                """
                SELECT x_user_id, token, secret FROM {s}.x_account
                WHERE person_id = ? AND revoked_at IS NULL LIMIT 1""";
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql, personId);
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

    /** Notes that X does not accept this account's token any more. */
    void revoke(long personId, XAccount account) {
        Shard shard = shards.ofId(personId);
        // Not if the person has linked the account anew in the meantime.
        String sql =
                """
                UPDATE {s}.x_account SET revoked_at = ?
                WHERE person_id = ? AND token = ? AND revoked_at IS NULL""";
        shard.transact(
                connection -> {
                    try (PreparedStatement update =
                            shard.prepare(
                                    connection, sql, clock.instant(), personId, account.token())) {
                        return update.executeUpdate();
                    }
                });
    }
}
