package darkroom.embedded;

import java.util.Map;
import java.util.TreeMap;

/**
 * How an embedded PostgreSQL is configured. It takes 300 connections and works in UTC and locale C
 * unless a setting says otherwise.
 *
 * @param durability when a commit is on the disk
 * @param settings further parameters of postgresql.conf, by name; they win over ours
 */
public record PostgresOptions(Durability durability, Map<String, String> settings) {

    /** When a commit is on the disk (PostgreSQL: {@code fsync}, {@code synchronous_commit}). */
    public enum Durability {
        /** Before its reply, as in production. */
        ON_COMMIT,
        /**
         * Some time later. Survives a kill of the server, for the last 0.6 s only what was written;
         * a crash of the machine may destroy the data. For demos and tests, where it saves most of
         * the time.
         */
        RELAXED
    }

    /**
     * @throws IllegalArgumentException when a name is not of small letters, digits, dots and
     *     underscores
     */
    public PostgresOptions {
        settings = Map.copyOf(settings);
        for (String name : settings.keySet()) {
            if (!name.matches("[a-z][a-z0-9_.]*")) {
                throw new IllegalArgumentException(
                        "cannot configure PostgreSQL with setting \""
                                + name
                                + "\": expected the name of a parameter, such as \"work_mem\"");
            }
        }
    }

    /** {@link Durability#RELAXED}, no further settings. */
    public static PostgresOptions defaults() {
        return new PostgresOptions(Durability.RELAXED, Map.of());
    }

    /** The same with another durability. */
    public PostgresOptions withDurability(Durability newDurability) {
        return new PostgresOptions(newDurability, settings);
    }

    /** The same with one more parameter, such as {@code work_mem}, {@code 16MB}. */
    public PostgresOptions withSetting(String name, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return new PostgresOptions(durability, more);
    }

    /** All parameters of a server on {@code port}. */
    Map<String, String> toSettings(int port) {
        String durable = durability == Durability.ON_COMMIT ? "on" : "off";
        Map<String, String> all = new TreeMap<>();
        all.put("listen_addresses", "127.0.0.1");
        all.put("port", Integer.toString(port));
        // No socket file in /tmp and no segment in /dev/shm: neither would be removed after a kill.
        all.put("unix_socket_directories", "");
        all.put("dynamic_shared_memory_type", "mmap");
        all.put("max_connections", "300");
        all.put("shared_buffers", "64MB");
        all.put("fsync", durable);
        all.put("full_page_writes", durable);
        all.put("synchronous_commit", durable);
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        all.putAll(settings);
        return all;
    }
}
