package darkroom.queue.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.HostAndPort;

/**
 * What a Redis address says, taken apart.
 *
 * @param nodes where to ask: the Redis itself, or Sentinels, or nodes of a cluster
 * @param primary the name by which Sentinels know the primary; empty with other topologies
 * @param replicas how many replicas must have an enqueue before it counts
 * @param ca PEM file of the only authorities that are trusted; none: those of the JVM
 */
record RedisUrl(
        Topology topology,
        boolean tls,
        List<HostAndPort> nodes,
        Login login,
        int database,
        String primary,
        int replicas,
        Optional<Path> ca) {
    static final String EXPECTED =
            "redis://[user:password@]host[:port][/database],"
                    + " redis-sentinel://[user:password@]host[:port],...[/database]?primary=NAME"
                    + " or redis-cluster://[user:password@]host[:port],...; rediss for TLS";

    private static final Pattern SCHEME = Pattern.compile("redis(s?)(-sentinel|-cluster|)");
    private static final Pattern NODE =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("/?|/(\\d{1,5})");
    private static final Set<String> PARAMETERS =
            Set.of("primary", "replicas", "ca", "sentinel-user", "sentinel-password");
    private static final int NODES_MAX = 100;
    private static final int REPLICAS_MAX = 10;
    private static final int PORT_MAX = 65_535;

    /** How the server that has the keys is found. */
    enum Topology {
        /** It is the one that the address names. */
        SINGLE(6379),
        /** Sentinels say which it is. */
        SENTINEL(26_379),
        /** It is the primary of the slot of the namespace. */
        CLUSTER(6379);

        final int port;

        Topology(int port) {
            this.port = port;
        }
    }

    /** Names and passwords; each empty where there is none. */
    record Login(String user, String password, String sentinelUser, String sentinelPassword) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /**
     * Takes an address apart.
     *
     * @throws IllegalArgumentException if it is none; the message quotes no password
     */
    static RedisUrl parse(URI uri) {
        Matcher scheme = SCHEME.matcher(String.valueOf(uri.getScheme()));
        if (!scheme.matches() || uri.getRawAuthority() == null) {
            throw refused(
                    "found scheme \"" + uri.getScheme() + "\" and host \"" + uri.getHost() + "\"");
        }
        Topology topology =
                switch (scheme.group(2)) {
                    case "-sentinel" -> Topology.SENTINEL;
                    case "-cluster" -> Topology.CLUSTER;
                    default -> Topology.SINGLE;
                };
        boolean tls = !scheme.group(1).isEmpty();
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        Map<String, String> parameters = parameters(uri);
        String primary = parameters.getOrDefault("primary", "");
        if ((topology == Topology.SENTINEL) == primary.isBlank()) {
            throw refused(
                    "found "
                            + (primary.isBlank() ? "no " : "a ")
                            + "parameter primary: Sentinels, and nothing else, need it");
        }
        if (parameters.containsKey("ca") && !tls) {
            throw refused("found parameter ca without TLS");
        }
        return new RedisUrl(
                topology,
                tls,
                nodes(authority.substring(at + 1), topology),
                login(at < 0 ? "" : authority.substring(0, at), parameters),
                database(uri, topology),
                primary,
                number("replicas", parameters.getOrDefault("replicas", "0"), REPLICAS_MAX),
                Optional.ofNullable(parameters.get("ca")).map(Path::of));
    }

    private static List<HostAndPort> nodes(String text, Topology topology) {
        List<HostAndPort> nodes = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher node = NODE.matcher(part);
            if (!node.matches()) {
                throw refused("found host \"" + part + "\"");
            }
            String host = node.group(1).replaceAll("[\\[\\]]", "");
            int port =
                    node.group(2) == null ? topology.port : number("port", node.group(2), PORT_MAX);
            nodes.add(new HostAndPort(host, port));
        }
        int most = topology == Topology.SINGLE ? 1 : NODES_MAX;
        if (nodes.size() > most) {
            throw refused("found " + nodes.size() + " hosts, limit is " + most);
        }
        return List.copyOf(nodes);
    }

    private static Login login(String userInfo, Map<String, String> parameters) {
        int colon = userInfo.indexOf(':');
        return new Login(
                decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                decoded(colon < 0 ? "" : userInfo.substring(colon + 1)),
                parameters.getOrDefault("sentinel-user", ""),
                parameters.getOrDefault("sentinel-password", ""));
    }

    private static int database(URI uri, Topology topology) {
        Matcher database = DATABASE.matcher(String.valueOf(uri.getRawPath()));
        if (!database.matches()) {
            throw refused("found path \"" + uri.getRawPath() + "\"");
        }
        int number = database.group(1) == null ? 0 : Integer.parseInt(database.group(1));
        if (number > 0 && topology == Topology.CLUSTER) {
            throw refused("found database " + number + ": a cluster has only database 0");
        }
        return number;
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        if (uri.getRawQuery() == null) {
            return parameters;
        }
        for (String part : uri.getRawQuery().split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!PARAMETERS.contains(name) || equals < 0) {
                throw refused(
                        "found parameter \"" + name + "\", which is none of " + sorted(PARAMETERS));
            }
            parameters.put(name, decoded(part.substring(equals + 1)));
        }
        return parameters;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static int number(String name, String text, int most) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw refused("found " + name + " \"" + text + "\", limit is " + most);
    }

    // A plus stands for itself in a URL's user info, and for a blank only in forms.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException refused(String found) {
        return new IllegalArgumentException(
                "cannot use the Redis address given: expected "
                        + EXPECTED
                        + ", "
                        + found
                        + "; correct the address");
    }
}
