package darkroom.queue.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** How connections are set up. Every wait has an end: Jedis' own defaults have some that do not. */
final class Connecting {
    // A silent peer may be a dead one, so a subscription that heard nothing for a while is opened
    // anew.
    private static final int SILENCE_MILLIS_MAX = 30_000;

    /** To ask where the primary is: there are others to ask, and a caller waits. */
    private static final int ASKING_MILLIS_MAX = 500;

    private Connecting() {}

    /** To the server that has the keys. */
    static JedisClientConfig toServer(RedisAddress address) {
        RedisUrl url = address.url();
        return config(url, (int) address.timeout().toMillis())
                .user(orNull(url.login().user()))
                .password(orNull(url.login().password()))
                .database(url.database())
                .build();
    }

    /** Says where the primary is. */
    static Primary primary(RedisAddress address) {
        RedisUrl url = address.url();
        int millis = (int) Math.min(address.timeout().toMillis(), ASKING_MILLIS_MAX);
        return switch (url.topology()) {
            case SINGLE -> () -> url.nodes().get(0);
            case SENTINEL ->
                    new SentinelPrimary(
                            url.primary(),
                            url.nodes(),
                            config(url, millis)
                                    .user(orNull(url.login().sentinelUser()))
                                    .password(orNull(url.login().sentinelPassword()))
                                    .build());
            case CLUSTER ->
                    new ClusterPrimary(
                            address.slot(),
                            url.nodes(),
                            config(url, millis)
                                    .user(orNull(url.login().user()))
                                    .password(orNull(url.login().password()))
                                    .build());
        };
    }

    private static DefaultJedisClientConfig.Builder config(RedisUrl url, int millis) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (url.tls()) {
            SslOptions.Builder tls =
                    SslOptions.builder()
                            // The name in the certificate must be the host's.
                            .sslVerifyMode(SslVerifyMode.FULL);
            url.ca().ifPresent(ca -> trust(tls, ca));
            config.sslOptions(tls.build());
        }
        return config.resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis(SILENCE_MILLIS_MAX)
                .clientName("darkroom");
    }

    private static void trust(SslOptions.Builder tls, Path ca) {
        char[] password = "authorities".toCharArray(); // of a store that never leaves this process
        try (InputStream pem = Files.newInputStream(ca);
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca" + number++, one);
            }
            if (number == 0) {
                throw new IllegalArgumentException(unusable(ca, "none in it"));
            }
            trusted.store(out, password);
            byte[] store = out.toByteArray();
            tls.trustStoreType("PKCS12")
                    .truststore(() -> new ByteArrayInputStream(store), password);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(unusable(ca, e.toString()), e);
        }
    }

    private static String unusable(Path ca, String found) {
        return "cannot trust the authorities of Redis' certificate: expected certificates in PEM in "
                + ca
                + " (parameter ca of the address), found "
                + found
                + "; correct the path";
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
