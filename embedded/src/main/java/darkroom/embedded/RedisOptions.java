package darkroom.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * How an embedded Redis is configured. It never evicts a key ({@code maxmemory-policy noeviction}),
 * writes no snapshots and asks for no password unless a line says otherwise.
 *
 * @param durability when a write is on the disk
 * @param configLines lines for redis.conf, each a directive with its arguments; they come last, so
 *     they win
 */
public record RedisOptions(Durability durability, List<String> configLines) {

    /** When a write is on the disk (Redis: {@code appendonly}, {@code appendfsync}). */
    public enum Durability {
        /** Before its reply: no acknowledged write is lost when Redis or the machine dies. */
        ALWAYS,
        /** Within a second or two. */
        EVERY_SECOND,
        /** Never: a restart finds an empty server. */
        NEVER
    }

    /**
     * @throws IllegalArgumentException when a line is blank or has a line break
     */
    public RedisOptions {
        configLines = List.copyOf(configLines);
        for (String line : configLines) {
            if (line.isBlank() || line.contains("\n") || line.contains("\r")) {
                throw new IllegalArgumentException(
                        "cannot configure Redis with line \""
                                + line
                                + "\": expected one directive with its arguments, such as \"maxmemory 64mb\"");
            }
        }
    }

    /** {@link Durability#ALWAYS}, no further lines. */
    public static RedisOptions defaults() {
        return new RedisOptions(Durability.ALWAYS, List.of());
    }

    /** The same with another durability. */
    public RedisOptions withDurability(Durability newDurability) {
        return new RedisOptions(newDurability, configLines);
    }

    /** The same with one more line for redis.conf, such as {@code maxmemory 64mb}. */
    public RedisOptions withConfigLine(String line) {
        List<String> lines = new ArrayList<>(configLines);
        lines.add(line);
        return new RedisOptions(durability, lines);
    }

    /** The same with a certificate to be known by: see {@link RedisServer#listenTls}. */
    public RedisOptions withCertificate(CertificateAuthority.Issued certificate) {
        return withConfigLine("tls-cert-file " + certificate.file())
                .withConfigLine("tls-key-file " + certificate.keyFile())
                .withConfigLine("tls-ca-cert-file " + certificate.file())
                .withConfigLine("tls-auth-clients no");
    }

    /** The same as the replica of the server at a port of 127.0.0.1, which may be a proxy's. */
    public RedisOptions withReplicaOf(int port) {
        return withConfigLine("replicaof 127.0.0.1 " + port);
    }

    /**
     * The text of redis.conf for a server on {@code port}; its files go to the folder it is started
     * in.
     */
    String toConfig(int port) {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "bind 127.0.0.1",
                                "port " + port,
                                "daemonize no",
                                "dir ./",
                                "save \"\"",
                                "maxmemory-policy noeviction",
                                "appendonly " + (durability == Durability.NEVER ? "no" : "yes"),
                                "appendfsync "
                                        + (durability == Durability.ALWAYS
                                                ? "always"
                                                : "everysec")));
        lines.addAll(configLines);
        return String.join("\n", lines) + "\n";
    }
}
