package darkroom.cli.settings;

import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadQuery.Field;
import darkroom.queue.failures.Fingerprint;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead jobs are searched for; all that is given has to be true of one. */
public final class QueryFlags {
    static final int SHARD_MAX = 8_191;

    @Option(names = "--id", paramLabel = "ID", description = "Only of this id.")
    private List<String> id = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind.")
    private List<String> kind = List.of();

    @Option(names = "--queue", paramLabel = "NAME", description = "Only of this queue.")
    private List<String> queue = List.of();

    @Option(
            names = "--group",
            paramLabel = "ID",
            description = "Only those of this group of failures.")
    private List<String> group = List.of();

    @Option(
            names = "--error",
            paramLabel = "NAME",
            description =
                    "Only those that failed by this class, with or without its package, or word.")
    private List<String> error = List.of();

    @Option(
            names = "--shard",
            paramLabel = "N",
            description = "Only those that work on this shard, as their kinds say.")
    private List<String> shard = List.of();

    @Option(
            names = "--user",
            paramLabel = "ID",
            description = "Only those that are for this user, as their kinds say.")
    private List<String> user = List.of();

    @Option(
            names = "--arg",
            paramLabel = "NAME=VALUE",
            description = {
                "Only those with exactly this value of an arg that their kind is found by; may be",
                "given again."
            })
    private List<String> args = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those that died then or later: 30m, 2h, 3d ago, or a time in UTC.")
    private List<String> since = List.of();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only those that died then or before.")
    private List<String> until = List.of();

    /** What is searched for, once the time is known. */
    @FunctionalInterface
    public interface Chosen {
        /** By Redis' clock, epoch ms. */
        DeadQuery at(long nowMillis);
    }

    /** The query, as far as it is not at fault. */
    public Chosen chosen(Faults faults) {
        Optional<Moment> from =
                last(since).flatMap(text -> faults.check("--since", () -> Moment.parse(text)));
        Optional<Moment> to =
                last(until).flatMap(text -> faults.check("--until", () -> Moment.parse(text)));
        last(shard).ifPresent(text -> faults.number("--shard", text, 0, SHARD_MAX));
        for (String one : group) {
            if (!Fingerprint.isGroup(one)) {
                faults.add(
                        "--group",
                        "the id of a group",
                        Faults.quoted(one),
                        "\"darkroom failures ls\" shows them");
            }
        }
        DeadQuery query = with(DeadQuery.ALL, Field.ID, "--id", id, faults);
        query = with(query, Field.KIND, "--kind", kind, faults);
        query = with(query, Field.QUEUE, "--queue", queue, faults);
        query = with(query, Field.GROUP, "--group", group, faults);
        query = with(query, Field.ERROR, "--error", error, faults);
        query = with(query, Field.SHARD, "--shard", shard, faults);
        query = with(query, Field.USER, "--user", user, faults);
        for (String text : args) {
            DeadQuery before = query;
            query = faults.check("--arg", () -> before.withArg(text)).orElse(before);
        }
        DeadQuery timeless = query;
        return nowMillis -> {
            DeadQuery timed =
                    from.map(moment -> moment.by(nowMillis)).map(timeless::since).orElse(timeless);
            return to.map(moment -> moment.by(nowMillis)).map(timed::until).orElse(timed);
        };
    }

    private static DeadQuery with(
            DeadQuery query, Field field, String flag, List<String> given, Faults faults) {
        return last(given)
                .flatMap(value -> faults.check(flag, () -> query.with(field, value)))
                .orElse(query);
    }

    private static Optional<String> last(List<String> given) {
        return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
    }
}
