package darkroom.cli.command;

import darkroom.queue.Excerpt;
import darkroom.queue.operator.AuditEntry;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.redis.RedisStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Who runs a verb, for the audit log and that of operations. */
final class Person {
    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who does so. Default: the user's name here, and the host's")
    private String by = System.getProperty("user.name", "unknown") + "@" + host();

    /** From where, in the audit log: not from a page. */
    static final String COMMAND = "(command)";

    String name() {
        return Excerpt.cut(by, AuditEntry.WHO_CHARS_MAX);
    }

    /**
     * Does something that is in the audit log, as what is done from a page is: not at all where it
     * cannot be noted.
     *
     * @param verb as the pages call it, such as {@code queue pause}
     * @param before the state as it is
     * @param work does it and gives the state after it
     */
    void does(RedisStore store, String verb, String target, String before, Supplier<String> work) {
        new AuditLog(store).around(new Act(name(), COMMAND, verb, target), before, work);
    }

    /**
     * The same for work that has a result.
     *
     * @param after gives the state after it
     * @return the result
     */
    <T> T does(
            RedisStore store,
            String verb,
            String target,
            String before,
            Supplier<T> work,
            Function<T, String> after) {
        return new AuditLog(store)
                .around(new Act(name(), COMMAND, verb, target), before, work, after);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
