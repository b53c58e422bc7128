package darkroom.embedded;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * A local Apple Push Notification service: HTTP/2 over TLS with provider tokens, on 127.0.0.1 and a
 * free port. It checks what Apple checks of each notification, counts those it accepts, and gives
 * scripted answers for single devices.
 *
 * <p>Every device token of 64 hexadecimal digits is registered. Counts stay in memory, about 300
 * bytes a notification, until it closes. Thread-safe.
 *
 * <p>Not Pushy's MockApnsServer: that one listens on all addresses of the machine and always
 * answers at once, and the answer that never comes is what a sender must be tested against.
 */
public final class ApnsServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int STREAMS_MAX = 1000;
    private static final String TEAM_ID = "DARKROOM01";
    private static final String KEY_ID = "EMBEDDED01";
    private static final String TOPIC = "com.example.darkroom";

    private final RunFolder folder;
    private final ApnsCredentials credentials;
    private final ApnsRules rules;
    private final EventLoopGroup threads =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("embedded-apns", true));
    private final ApnsDeliveries deliveries = new ApnsDeliveries();
    private final Map<String, Queue<ApnsAnswer>> answers = new ConcurrentHashMap<>();
    private final Channel listener;

    private ApnsServer(RunFolder folder, InstantSource clock) {
        this.folder = folder;
        this.credentials = ApnsCredentials.make(folder.path(), TEAM_ID, KEY_ID, clock.instant());
        this.rules = new ApnsRules(credentials.verificationKey(), TOPIC, clock);
        this.listener = listen();
    }

    /** Starts a server that goes by the system's clock. */
    public static ApnsServer start() {
        return start(InstantSource.system());
    }

    /**
     * Starts a server that goes by {@code clock}: provider tokens are valid for an hour of it.
     *
     * @throws ServerFailed when it cannot start
     */
    public static ApnsServer start(InstantSource clock) {
        RunFolder folder = RunFolder.open();
        try {
            return new ApnsServer(folder, clock);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /** The name that the server's certificate is for: {@code localhost}. */
    public String host() {
        return "localhost";
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** A PEM file with the certificate of the authority that clients must trust. */
    public Path caCertificate() {
        return credentials.caCertificate();
    }

    /**
     * A PKCS #8 PEM file ({@code .p8}, mode 0600) with the key that signs provider tokens (ES256).
     */
    public Path signingKey() {
        return credentials.signingKey();
    }

    /** Ten characters, like Apple's. */
    public String teamId() {
        return TEAM_ID;
    }

    /** Ten characters, like Apple's. */
    public String keyId() {
        return KEY_ID;
    }

    /** The app's bundle id, the one topic that is allowed. */
    public String topic() {
        return TOPIC;
    }

    /**
     * The next notifications to this device that pass all checks get these answers, in order; then
     * they are accepted again. Adds to answers not given yet.
     */
    public void answer(String deviceToken, ApnsAnswer... next) {
        answers.computeIfAbsent(
                        deviceToken.toLowerCase(Locale.ROOT),
                        token -> new ConcurrentLinkedQueue<>())
                .addAll(List.of(next));
    }

    /** How many notifications were accepted, repeated ones included. */
    public long accepted() {
        return deliveries.accepted();
    }

    /**
     * How many notifications with this collapse id (empty: without one) were accepted for this
     * device.
     */
    public int accepted(String deviceToken, String collapseId) {
        return deliveries.of(deviceToken.toLowerCase(Locale.ROOT), collapseId);
    }

    /** How many different apns-ids were accepted; one that was sent without counts as its own. */
    public int distinctIds() {
        return deliveries.distinctIds();
    }

    /**
     * How many pairs of device and collapse id were notified how often: under 1 those notified
     * once, under 2 those notified twice. A copy.
     */
    public Map<Integer, Integer> pairsByTimesNotified() {
        return deliveries.histogram();
    }

    /** Ends the server with its connections. May be called twice. */
    @Override
    public void close() {
        threads.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        folder.close();
    }

    private Channel listen() {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(threads)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(connections(tls()));
        var bound = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ServerFailed(
                    "cannot start the APNs server: found " + bound.cause(), bound.cause());
        }
        return bound.channel();
    }

    private ChannelInitializer<SocketChannel> connections(SslContext tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel connection) {
                connection
                        .pipeline()
                        .addLast(
                                tls.newHandler(connection.alloc()),
                                Http2FrameCodecBuilder.forServer()
                                        .initialSettings(
                                                Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(STREAMS_MAX))
                                        .build(),
                                new Http2MultiplexHandler(streams()),
                                new LostConnections());
            }
        };
    }

    private ChannelInitializer<Channel> streams() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new ApnsStream(ApnsServer.this::decide));
            }
        };
    }

    private ApnsAnswer decide(Http2Headers headers, int payloadBytes) {
        Optional<ApnsAnswer> rejection = rules.rejection(headers, payloadBytes);
        if (rejection.isPresent()) {
            return rejection.get();
        }
        Queue<ApnsAnswer> scripted = answers.get(ApnsRules.deviceToken(headers));
        ApnsAnswer answer =
                Optional.ofNullable(scripted == null ? null : scripted.poll())
                        .orElse(ApnsAnswer.accepted());
        if (answer.accepts()) {
            deliveries.add(ApnsRules.notification(headers));
        }
        return answer;
    }

    private SslContext tls() {
        try {
            return SslContextBuilder.forServer(
                            credentials.serverKey(), credentials.serverCertificate())
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    Protocol.ALPN,
                                    SelectorFailureBehavior.NO_ADVERTISE,
                                    SelectedListenerFailureBehavior.ACCEPT,
                                    ApplicationProtocolNames.HTTP_2))
                    .build();
        } catch (SSLException e) {
            throw new ServerFailed("cannot start the APNs server: found " + e, e);
        }
    }
}
