package darkroom.cli.settings;

import darkroom.queue.failures.Fingerprint;
import darkroom.queue.operations.Selection;
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
        return Stream.of(kind, queue, error, group, since, until).allMatch(Objects::isNull);
    }

    /** The selection by a clock, unless a time is at fault. */
    public Chosen chosen(Faults faults) {
        Optional<Moment> from =
                Optional.ofNullable(since).flatMap(text -> moment("--since", text, faults));
        Optional<Moment> to =
                Optional.ofNullable(until).flatMap(text -> moment("--until", text, faults));
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

    private static Optional<Moment> moment(String flag, String text, Faults faults) {
        return faults.check(flag, () -> Moment.parse(text));
    }
}
