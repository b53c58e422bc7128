package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.Excerpt;
import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "failures",
        description = {
            "Look at what fails, many failures of one cause as one group; say what is known of it.",
            "Jobs of a group: \"darkroom dead retry --group ID\"."
        },
        subcommands = {
            FailuresCommand.Ls.class,
            FailuresCommand.Show.class,
            TriageVerb.Mute.class,
            TriageVerb.Unmute.class,
            TriageVerb.Assign.class,
            TriageVerb.Note.class,
            TriageVerb.Runbook.class,
            TriageVerb.Resolve.class
        })
final class FailuresCommand extends Group {
    private static final int KIND_CHARS = 14;
    private static final int ERROR_CHARS = 30;

    @Command(name = "ls", description = "List groups of failures.")
    static final class Ls extends StoreVerb {
        @Option(
                names = "--sort",
                paramLabel = "ORDER",
                defaultValue = "last-seen",
                description =
                        "last-seen: all, the one seen last first; newly-seen: all, those that are"
                                + " new or came back last first; rate: all, the one that fails"
                                + " most of late first; muted, resolved, returned: only those."
                                + " Default: last-seen")
        private String sort = "";

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "How many, 1..200. Default: 50")
        private String limit = "";

        @Option(
                names = "--after",
                paramLabel = "CURSOR",
                description = "Go on where the page before ended, which says how.")
        private String after = "";

        @Option(
                names = "--json",
                description = "Print one JSON object: the groups and the next cursor.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            int most = faults.number("--limit", limit, 1, FailureGroups.PAGE_MAX);
            Optional<Listing> listing =
                    Arrays.stream(Listing.values())
                            .filter(one -> name(one).equals(sort))
                            .findFirst();
            if (listing.isEmpty()) {
                faults.add(
                        "--sort",
                        Arrays.stream(Listing.values())
                                .map(Ls::name)
                                .collect(Collectors.joining(", ")),
                        Faults.quoted(sort),
                        "choose one of these");
            }
            Optional<String> cursor = Optional.of(after).filter(text -> !text.isEmpty());
            return store -> {
                FailureGroups groups = new FailureGroups(store);
                FailureGroups.Page page = groups.list(listing.orElseThrow(), cursor, most);
                if (json) {
                    console().json(GroupFields.of(page));
                } else {
                    print(console(), page, Instant.ofEpochMilli(store.timeMillis()));
                    long forgotten = groups.forgotten();
                    if (forgotten > 0) {
                        console().note(forgotten + " groups were forgotten, there were too many");
                    }
                }
                return 0;
            };
        }

        private static String name(Listing listing) {
            return listing.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static void print(Console console, FailureGroups.Page page, Instant now) {
            Table table =
                    new Table("ID", "KIND", "STATE", "/MIN", "TOTAL", "DEAD", "SEEN", "FAILURE");
            for (FailureGroup group : page.groups()) {
                table.row(
                        group.id(),
                        cut(group.fingerprint().kind(), KIND_CHARS),
                        GroupFields.state(group.triage()),
                        count(group.seen().perMinute()),
                        count((double) group.seen().total()),
                        count((double) group.seen().dead()),
                        age(Duration.between(group.seen().last(), now)),
                        cut(failure(group), ERROR_CHARS));
            }
            console.line(table.isEmpty() ? "no group of failures" : table.text());
            page.next().ifPresent(next -> console.note("more: --after " + next));
        }

        private static String failure(FailureGroup group) {
            String type = group.fingerprint().type();
            return type.substring(type.lastIndexOf('.') + 1) + ": " + group.fingerprint().message();
        }

        private static String cut(String text, int most) {
            return text.length() <= most ? text : Excerpt.cut(text, most - 1);
        }
    }

    /** In at most six characters. */
    private static String count(double number) {
        if (number >= 1_000_000) {
            return String.format(Locale.ROOT, "%.1fM", number / 1_000_000);
        }
        if (number >= 10_000) {
            return String.format(Locale.ROOT, "%.0fk", number / 1_000);
        }
        return number == Math.rint(number) || number >= 100
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.1f", number);
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }

    @Command(
            name = "show",
            description =
                    "Show one group: where and how often, what people said of it, its latest"
                            + " stack.")
    static final class Show extends StoreVerb {
        @Parameters(paramLabel = "ID", description = "Id of the group.")
        private String id = "";

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                Optional<FailureGroup> group = new FailureGroups(store).find(id);
                if (group.isEmpty()) {
                    console().note("darkroom: " + TriageVerb.unknown("show", id));
                    return 1;
                }
                if (json) {
                    console().json(GroupFields.of(group.get()));
                } else {
                    print(console(), group.get());
                }
                return 0;
            };
        }

        private static void print(Console console, FailureGroup group) {
            GroupFields.texts(group)
                    .forEach(
                            (name, lines) -> {
                                if (lines.size() == 1) {
                                    String text = Table.printable(lines.get(0));
                                    console.line(String.format("%-9s %s", name, text).strip());
                                } else if (!lines.isEmpty()) {
                                    console.line(name);
                                    lines.forEach(
                                            line -> console.line("    " + Table.printable(line)));
                                }
                            });
            if (group.seen().dead() > 0) {
                console.note(
                        "\"darkroom dead retry --group "
                                + group.id()
                                + " --dry-run\" counts its jobs");
            }
        }
    }
}
