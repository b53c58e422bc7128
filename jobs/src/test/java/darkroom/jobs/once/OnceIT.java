package darkroom.jobs.once;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.TestShards;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnceIT {
    private final TestShards test = TestShards.migrated();
    private final Shard shard = test.shards().at(0);

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void keyIsClaimedOnce() {
        assertThat(claim("a")).isTrue();
        assertThat(claim("a")).isFalse();
        assertThat(claim("b")).isTrue();
    }

    @Test
    void claimOfATransactionThatFailedIsFree() {
        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            Once.claim(shard, connection, "failed");
                                            throw new IllegalStateException("planted");
                                        }))
                .hasMessage("planted");

        assertThat(claim("failed")).isTrue();
    }

    @Test
    void keyOutOfBoundsIsRefused() {
        assertThatThrownBy(() -> claim("")).hasMessageContaining("expected 1..200");
        assertThatThrownBy(() -> claim("x".repeat(201))).hasMessageContaining("found 201");
    }

    private boolean claim(String key) {
        return shard.transact(connection -> Once.claim(shard, connection, key));
    }
}
