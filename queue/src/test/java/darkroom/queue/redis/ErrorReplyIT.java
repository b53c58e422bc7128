package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.fixtures.TestQueue.Note;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/**
 * What a real Redis answers when it cannot serve: each time the error says so and what to do, and
 * the same store works again when it is over. NOSCRIPT is in {@link RedisStoreIT}, OOM in {@link
 * OutOfMemoryIT}, ASK and MOVED in {@link FailoverIT}.
 */
@Timeout(120)
final class ErrorReplyIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);

    @Test
    void loading() {
        RedisOptions slow = RedisOptions.defaults().withConfigLine("key-load-delay 1000");
        try (RedisServer server = RedisServer.start(slow);
                RedisStore store = store(server, "")) {
            server.command("EVAL", "for i=1,4000 do redis.call('SET','k'..i,'v') end", "0");
            server.kill();

            CompletableFuture<Void> restart = CompletableFuture.runAsync(server::restart);

            awaitError(store, "LOADING", "it reads its data");
            restart.join();
            awaitWorks(store);
        }
    }

    @Test
    void misconf() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisStore store = store(server, "")) {
            // Where the snapshot is to be renamed to, so that it cannot be saved.
            Path inTheWay = Files.createDirectory(server.folder().resolve("dump.rdb"));
            server.command("CONFIG", "SET", "save", "3600 1");
            server.command("BGSAVE");

            awaitError(store, "MISCONF", "it cannot save");
            Files.delete(inTheWay);
            server.command("BGSAVE");
            awaitWorks(store);
        }
    }

    @Test
    void readonly() {
        try (RedisServer server = RedisServer.start();
                RedisStore store = store(server, "")) {
            store.probe();
            server.command("REPLICAOF", "127.0.0.1", "1");

            awaitError(store, "READONLY", "it is a replica");
            assertThatThrownBy(() -> client(store).enqueue(NOTE.job(new Note(1))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("READONLY");
            server.command("REPLICAOF", "NO", "ONE");
            awaitWorks(store);
        }
    }

    @Test
    void busy() {
        try (RedisServer server =
                        RedisServer.start(
                                RedisOptions.defaults().withConfigLine("lua-time-limit 50"));
                RedisStore store = store(server, "")) {
            store.probe();
            CompletableFuture<Void> endless =
                    CompletableFuture.runAsync(
                            () -> {
                                try (Jedis jedis =
                                        new Jedis(
                                                server.uri().getHost(),
                                                server.uri().getPort(),
                                                60_000)) {
                                    jedis.eval("while true do end");
                                }
                            });

            awaitError(store, "BUSY", "SCRIPT KILL");
            assertThat(server.command("SCRIPT", "KILL")).startsWith("+OK");
            awaitWorks(store);
            assertThat(endless.handle((none, error) -> String.valueOf(error)).join())
                    .contains("killed");
        }
    }

    @Test
    void unblocked() {
        try (RedisServer server = RedisServer.start();
                RedisStore store = store(server, "?replicas=1")) {
            CompletableFuture<Object> enqueue =
                    CompletableFuture.supplyAsync(
                            () -> client(store).enqueue(NOTE.job(new Note(1))));
            await().atMost(SOON)
                    .until(() -> server.command("INFO", "clients").contains("blocked_clients:1"));

            server.command("REPLICAOF", "127.0.0.1", "1");

            assertThat(enqueue.handle((none, error) -> String.valueOf(error)).join())
                    .contains("StoreUnavailable")
                    .contains("UNBLOCKED");
            server.command("REPLICAOF", "NO", "ONE");
            awaitWorks(store);
        }
    }

    @Test
    void clusterdown() {
        try (RedisServer server =
                        RedisServer.start(
                                RedisOptions.defaults().withConfigLine("cluster-enabled yes"));
                RedisStore plain = store(server, "");
                RedisStore lane =
                        RedisStore.open(
                                RedisAddress.of(
                                        "redis-cluster://127.0.0.1:" + server.uri().getPort()))) {
            awaitError(plain, "CLUSTERDOWN", "no node");
            assertThatThrownBy(lane::probe)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("it knows no node that serves slot");
            StringBuilder all = new StringBuilder("CLUSTER ADDSLOTS");
            for (int slot = 0; slot < 16_384; slot++) {
                all.append(' ').append(slot);
            }
            server.command(all.toString().split(" ", -1));
            awaitWorks(plain);
            awaitWorks(lane);
        }
    }

    @Test
    void noreplicas() {
        try (RedisServer server =
                        RedisServer.start(
                                RedisOptions.defaults().withConfigLine("min-replicas-to-write 1"));
                RedisStore store = store(server, "")) {
            awaitError(store, "NOREPLICAS", "min-replicas-to-write");
            assertThatThrownBy(() -> client(store).enqueue(NOTE.job(new Note(1))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("NOREPLICAS");
            assertThat(store.listLength(store.keys().queue("note"))).isZero();
            server.command("CONFIG", "SET", "min-replicas-to-write", "0");
            awaitWorks(store);
        }
    }

    @Test
    void masterdown() {
        try (RedisServer server =
                        RedisServer.start(
                                RedisOptions.defaults()
                                        .withReplicaOf(1)
                                        .withConfigLine("replica-serve-stale-data no"));
                RedisStore store = store(server, "")) {
            assertThatThrownBy(() -> store.listLength("list"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("MASTERDOWN")
                    .hasMessageContaining("a replica without a primary");
            server.command("REPLICAOF", "NO", "ONE");
            awaitWorks(store);
        }
    }

    @Test
    void refusedUsers() {
        try (RedisServer server = RedisServer.start()) {
            server.command("ACL", "SETUSER", "few", "on", ">secret", "~x:*", "+ping");
            server.command("ACL", "SETUSER", "all", "on", ">secret", "~*", "&*", "+@all");
            server.command("ACL", "SETUSER", "default", "resetpass", ">other");

            try (RedisStore nobody = store(server, "");
                    RedisStore stranger = as(server, "all:wrong");
                    RedisStore few = as(server, "few:secret")) {
                awaitError(nobody, "NOAUTH", "give user and password");
                awaitError(stranger, "WRONGPASS", "correct user and password");
                awaitError(few, "NOPERM", "rights of its role");
                assertThatThrownBy(() -> client(few).enqueue(NOTE.job(new Note(1))))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("NOPERM")
                        .hasMessageNotContaining("secret");
                try (Jedis all = new Jedis(server.uri())) {
                    all.auth("all", "secret");
                    all.aclSetUser("few", "~*", "+@all");
                    all.aclSetUser("all", ">wrong");
                    all.aclSetUser("default", "nopass");
                }
                awaitWorks(few);
                awaitWorks(stranger);
                awaitWorks(nobody);
            }
        }
    }

    private static void awaitError(RedisStore store, String code, String advice) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(store::probe)
                                        .isInstanceOf(StoreUnavailableException.class)
                                        .hasMessageContaining(code)
                                        .hasMessageContaining(advice));
    }

    private static void awaitWorks(RedisStore store) {
        await().atMost(RECOVERY_MAX)
                .ignoreException(StoreUnavailableException.class)
                .until(
                        () -> {
                            store.probe();
                            return true;
                        });
    }

    private static RedisStore store(RedisServer server, String parameters) {
        return RedisStore.open(
                new RedisAddress(
                        URI.create(server.uri() + parameters), "t", Duration.ofSeconds(2)));
    }

    private static RedisStore as(RedisServer server, String login) {
        return RedisStore.open(
                RedisAddress.of(server.uri().toString().replace("//", "//" + login + "@")));
    }

    private static QueueClient client(RedisStore store) {
        return new QueueClient(
                store, InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
    }
}
