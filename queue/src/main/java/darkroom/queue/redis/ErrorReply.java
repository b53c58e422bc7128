package darkroom.queue.redis;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * An error that Redis answered, by its code: the first word of a command's error, and a word within
 * that of a script's on Redis 6.
 */
record ErrorReply(String code, String text) {
    private static final Pattern FIRST_WORD = Pattern.compile("^([A-Z]+)\\b");
    private static final Pattern IN_SCRIPT = Pattern.compile("(?<=[ :])-([A-Z]{3,}) ");

    /** Only what Redis refused before it did anything, because another server is to be asked. */
    private static final Set<String> ELSEWHERE = Set.of("MOVED", "READONLY");

    /** After these the server that has the keys is looked for again: it may be another one. */
    private static final Set<String> DOUBTFUL =
            Set.of("MOVED", "READONLY", "NOREPLICAS", "MASTERDOWN", "CLUSTERDOWN", "LOADING");

    private static final Map<String, String> ADVICE =
            Map.ofEntries(
                    Map.entry("LOADING", "it reads its data and will answer when it has"),
                    Map.entry(
                            "MISCONF",
                            "it cannot save: free its disk, or see why in its log; it takes writes"
                                    + " again when it can"),
                    Map.entry(
                            "READONLY",
                            "it is a replica: give the primary's address, or that of Sentinels"),
                    Map.entry(
                            "NOREPLICAS",
                            "it has too few good replicas (min-replicas-to-write): bring them back,"
                                    + " or it was replaced and hears of it soon"),
                    Map.entry("MASTERDOWN", "it is a replica without a primary: look at that"),
                    Map.entry(
                            "CLUSTERDOWN",
                            "slots of the cluster have no node: it goes on when they have one"),
                    Map.entry("TRYAGAIN", "the slot is being moved: it goes on when that is done"),
                    Map.entry("ASK", "the slot is being moved: it goes on when that is done"),
                    Map.entry("MOVED", "the slot has moved, and who has it was not found yet"),
                    Map.entry(
                            "BUSY",
                            "a script of somebody runs for too long: end it by SCRIPT KILL"),
                    Map.entry(
                            "UNBLOCKED", "it has become a replica: the next call finds the other"),
                    Map.entry("NOAUTH", "give user and password in the address"),
                    Map.entry("WRONGPASS", "correct user and password in the address"),
                    Map.entry("NOPERM", "give this user the rights of its role (docs/redis.md)"));

    static ErrorReply of(JedisDataException e) {
        String text = String.valueOf(e.getMessage());
        Matcher inner = IN_SCRIPT.matcher(text);
        if (inner.find()) {
            return new ErrorReply(inner.group(1), text);
        }
        Matcher first = FIRST_WORD.matcher(text);
        return new ErrorReply(first.find() ? first.group(1) : "", text);
    }

    /** Whether nothing was done, and another server is to be asked for the same. */
    static boolean isElsewhere(Object answer) {
        return answer instanceof JedisDataException e && ELSEWHERE.contains(of(e).code);
    }

    /** Whether the server that has the keys may be another one. */
    static boolean isDoubtful(JedisException e) {
        return e instanceof JedisDataException data && DOUBTFUL.contains(of(data).code);
    }

    boolean isOutOfMemory() {
        return code.equals("OOM");
    }

    /** With what to do, where there is something. */
    String explained() {
        String advice = ADVICE.get(code);
        return advice == null ? text : text + "; " + advice;
    }
}
