package darkroom.cli.settings;

import darkroom.queue.archive.DeadQuery;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.operations.Selection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead jobs: flags of the verbs that are for many of them. */
public final class DeadFlags {
    @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind.")
    private @Nullable String kind;

    @Option(names = "--queue", paramLabel = "NAME", description = "Only of this queue.")
    private @Nullable String queue;

    @Option(
            names = "--error",
            paramLabel = "NAME",
            description =
                    "Only those given up for this: the class of what was thrown, with or without"
                            + " its package, or a reason such as buried, attempts or poison.")
    private @Nullable String error;

    @Option(
            names = "--group",
            paramLabel = "ID",
            description = "Only those of this group of failures; no other is looked at.")
    private @Nullable String group;

    @Option(
            names = "--user",
            paramLabel = "ID",
            description =
                    "Only those that are for this user, as their kinds say; needs the first"
                            + " database, and finds 1000 at most.")
    private @Nullable String user;

    @Option(
            names = "--shard",
            paramLabel = "N",
            description = "Only those that work on this shard, likewise.")
    private @Nullable String shard;

    @Option(
            names = "--arg",
            paramLabel = "NAME=VALUE",
            description =
                    "Only those with exactly this value of an arg that their kind is found by,"
                            + " likewise; may be given again.")
    private List<String> args = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those that died then or later: 30m, 2h, 3d ago, or a time in UTC.")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only those that died then or before.")
    private @Nullable String until;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    /** Whether anything of it was given. */
    public boolean isGiven() {
        return all || !isEmpty();
    }

    /** Whether {@code --all} stands beside something that says less. */
    public boolean isContradictory() {
        return all && !isEmpty();
    }

    private boolean isEmpty() {
        return !isSearch()
                && Stream.of(kind, queue, error, group, since, until).allMatch(Objects::isNull);
    }

    /** Whether only a search finds them. */
    public boolean isSearch() {
        return user != null || shard != null || !args.isEmpty();
    }

    /** The same as what is searched for; what {@link #chosen} tells is not told again. */
    public QueryFlags.Chosen query(Faults faults) {
        Faults told = new Faults();
        Optional<Moment> from = moment("--since", since, told);
        Optional<Moment> to = moment("--until", until, told);
        if (shard != null) {
            faults.number("--shard", shard, 0, QueryFlags.SHARD_MAX);
        }
        Map<DeadQuery.Field, @Nullable String> given = new EnumMap<>(DeadQuery.Field.class);
        given.put(DeadQuery.Field.KIND, kind);
        given.put(DeadQuery.Field.QUEUE, queue);
        given.put(DeadQuery.Field.ERROR, error);
        given.put(DeadQuery.Field.GROUP, group);
        given.put(DeadQuery.Field.USER, user);
        given.put(DeadQuery.Field.SHARD, shard);
        DeadQuery query = DeadQuery.ALL;
        for (Map.Entry<DeadQuery.Field, @Nullable String> one : given.entrySet()) {
            String value = one.getValue();
            DeadQuery before = query;
            query =
                    value == null
                            ? before
                            : (one.getKey() == DeadQuery.Field.GROUP ? told : faults)
                                    .check(
                                            "--" + one.getKey().name().toLowerCase(Locale.ROOT),
                                            () -> before.with(one.getKey(), value))
                                    .orElse(before);
        }
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

    /** The selection by a clock, unless a time is at fault. */
    public Chosen chosen(Faults faults) {
        Optional<Moment> from = moment("--since", since, faults);
        Optional<Moment> to = moment("--until", until, faults);
        String id = group;
        if (id != null && !Fingerprint.isGroup(id)) {
            faults.add(
                    "--group",
                    "the id of a group",
                    Faults.quoted(id),
                    "\"darkroom failures ls\" shows them");
        }
        return nowMillis -> {
            Selection some = Selection.ALL;
            some = Optional.ofNullable(kind).map(some::ofKind).orElse(some);
            some = Optional.ofNullable(queue).map(some::inQueue).orElse(some);
            some = Optional.ofNullable(group).map(some::ofGroup).orElse(some);
            some = Optional.ofNullable(error).map(some::withError).orElse(some);
            some = from.map(moment -> moment.by(nowMillis)).map(some::since).orElse(some);
            return to.map(moment -> moment.by(nowMillis)).map(some::until).orElse(some);
        };
    }

    /** What was chosen, once the time is known. */
    @FunctionalInterface
    public interface Chosen {
        /** By Redis' clock, epoch ms. */
        Selection at(long nowMillis);
    }

    private static Optional<Moment> moment(String flag, @Nullable String text, Faults faults) {
        return Optional.ofNullable(text)
                .flatMap(given -> faults.check(flag, () -> Moment.parse(given)));
    }
}
