package darkroom.jobs.shards;

import java.util.regex.Pattern;

/**
 * A database and the name it goes by in logs, metrics and its outbox.
 *
 * @param name {@code [a-z0-9_-]{1,40}}; written into the shard map, so it must never change
 * @param jdbcUrl {@code jdbc:postgresql://…}, with user and password where they are needed
 */
public record DatabaseAddress(String name, String jdbcUrl) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,40}");

    /** Checks both. */
    public DatabaseAddress {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "cannot name a database \"" + name + "\": expected " + NAME);
        }
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "cannot use the address of database \""
                            + name
                            + "\": expected jdbc:postgresql://HOST:PORT/DATABASE, found another scheme;"
                            + " correct the URL");
        }
    }

    /** Its name and place, without user and password. */
    @Override
    public String toString() {
        int parameters = jdbcUrl.indexOf('?');
        String place = parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters);
        return name + " at " + place.replaceFirst("//[^/@]*@", "//");
    }
}
