package darkroom.cli.service;

import darkroom.cli.settings.ServiceSettings;
import darkroom.cli.settings.ServiceSettings.ApnsKey;
import darkroom.cli.settings.ServiceSettings.ApnsSettings;
import darkroom.cli.settings.ServiceSettings.Outside;
import darkroom.cli.settings.ServiceSettings.XSettings;
import darkroom.embedded.ApnsServer;
import darkroom.embedded.PostgresServer;
import darkroom.embedded.RedisServer;
import darkroom.embedded.RunFolder;
import darkroom.embedded.XServer;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.redis.RedisAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that the service stands on, started here on loopback: Redis, two PostgreSQL servers,
 * Apple's push service, the X API, and a folder for photos. All of it is gone when this is closed,
 * or when this JVM ends in any way.
 */
public final class LocalServers implements AutoCloseable {
    private static final int DATABASES = 2;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final RunFolder folder;
    private final RedisServer redis;
    private final List<DatabaseAddress> databases = new ArrayList<>();
    private final ApnsServer apns;
    private final XServer x;
    private boolean closed;

    private LocalServers() {
        folder = opened(RunFolder.open());
        CompletableFuture<RedisServer> redisStart = start(RedisServer::start);
        CompletableFuture<ApnsServer> apnsStart = start(ApnsServer::start);
        CompletableFuture<XServer> xStart = start(XServer::start);
        List<CompletableFuture<PostgresServer>> databaseStarts = new ArrayList<>();
        for (int i = 0; i < DATABASES; i++) {
            databaseStarts.add(start(PostgresServer::start));
        }
        redis = redisStart.join();
        apns = apnsStart.join();
        x = xStart.join();
        for (int i = 0; i < DATABASES; i++) {
            PostgresServer server = databaseStarts.get(i).join();
            databases.add(new DatabaseAddress("db" + i, server.createDatabase("darkroom")));
        }
    }

    /**
     * Starts them all, side by side.
     *
     * @throws darkroom.embedded.ServerFailed if one does not start; none is left running
     */
    public static LocalServers start() {
        try {
            return new LocalServers();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The folder of this run: photos, and logs of other processes. */
    public RunFolder folder() {
        return folder;
    }

    /** Apple's push service. */
    public ApnsServer apns() {
        return apns;
    }

    /** The X API. */
    public XServer x() {
        return x;
    }

    /** How a process of the service reaches them. */
    public ServiceSettings settings() {
        ApnsKey key = new ApnsKey(apns.signingKey(), apns.keyId(), apns.teamId());
        return new ServiceSettings(
                RedisAddress.of(redis.uri().toString()),
                databases,
                ServiceSettings.SHARDS_DEFAULT,
                photos(),
                new Outside(
                        Optional.of(
                                new ApnsSettings(
                                        apns.host(),
                                        apns.port(),
                                        Optional.of(apns.caCertificate()),
                                        key,
                                        apns.topic())),
                        Optional.of(new XSettings(x.uri(), x.consumerKey(), x.consumerSecret()))));
    }

    /** The same as variables, for processes started from here: what is secret stands in no list. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DARKROOM_REDIS", redis.uri().toString());
        variables.put(
                "DARKROOM_DATABASES",
                databases.stream().map(DatabaseAddress::jdbcUrl).collect(Collectors.joining(" ")));
        variables.put("DARKROOM_PHOTOS", photos().toString());
        variables.put("DARKROOM_APNS", apns.host() + ":" + apns.port());
        variables.put("DARKROOM_APNS_CA", apns.caCertificate().toString());
        variables.put("DARKROOM_APNS_KEY", apns.signingKey().toString());
        variables.put("DARKROOM_APNS_KEY_ID", apns.keyId());
        variables.put("DARKROOM_APNS_TEAM_ID", apns.teamId());
        variables.put("DARKROOM_APNS_TOPIC", apns.topic());
        variables.put("DARKROOM_X", x.uri().toString());
        variables.put("DARKROOM_X_CONSUMER_KEY", x.consumerKey());
        variables.put("DARKROOM_X_CONSUMER_SECRET", x.consumerSecret());
        return variables;
    }

    /** Ends them in reverse. May be called twice, by two threads. */
    @Override
    public void close() {
        synchronized (opened) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Closing.all(opened);
    }

    private Path photos() {
        return folder.path().resolve("photos");
    }

    private <T extends AutoCloseable> CompletableFuture<T> start(Supplier<T> starter) {
        return CompletableFuture.supplyAsync(
                () -> opened(starter.get()), work -> new Thread(work, "darkroom-start").start());
    }

    private <T extends AutoCloseable> T opened(T server) {
        boolean late;
        synchronized (opened) {
            late = closed;
            opened.push(server);
        }
        if (late) {
            Closing.all(opened);
        }
        return server;
    }
}
