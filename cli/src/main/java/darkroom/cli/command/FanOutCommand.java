package darkroom.cli.command;

import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.jobs.feed.FanOut;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.feed.FanOutBoard.Listing;
import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fan-out",
        description = {
            "Look at photos on their way into feeds, and end one.",
            "Reads the databases of the deployment, which have to be given."
        },
        subcommands = {
            FanOutCommand.Ls.class,
            FanOutCommand.Show.class,
            FanOutCommand.Cancel.class,
            FanOutCommand.Resume.class
        })
final class FanOutCommand extends Group {
    /** A verb that reads their rows. */
    abstract static class OfRows extends DeadVerb {
        @Override
        final Work work(Faults faults) {
            OnBoard checked = onBoard(faults);
            return (store, databases) ->
                    checked.on(
                            store,
                            databases
                                    .fanOuts()
                                    .orElseThrow(
                                            () ->
                                                    new StoreUnavailableException(
                                                            "cannot read fan-outs: expected the"
                                                                    + " databases of the deployment,"
                                                                    + " found none given; give"
                                                                    + " --databases and --shards")));
        }

        abstract OnBoard onBoard(Faults faults);

        /** What is left to do when everything given was found right. */
        @FunctionalInterface
        interface OnBoard {
            /** Does it; gives the exit code. */
            int on(RedisStore store, FanOutBoard board);
        }
    }

    @Command(
            name = "ls",
            description = {
                "List those that run, the oldest photos first, and the last that ended: 50 each.",
                "Exits with 1 if a database could not be read."
            })
    static final class Ls extends OfRows {
        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        OnBoard onBoard(Faults faults) {
            return (store, board) -> {
                Listing listing = board.list();
                if (json) {
                    console().json(fields(listing));
                } else {
                    print(listing);
                }
                return listing.unread().isEmpty() ? 0 : 1;
            };
        }

        private void print(Listing listing) {
            Table table = new Table("PHOTO", "STATE", "WRITTEN", "OF", "PAGES", "RATE", "AGE");
            listing.running().forEach(one -> row(table, one));
            listing.ended().forEach(one -> row(table, one));
            console().line(table.isEmpty() ? "no fan-out was found" : table.text());
            if (listing.more()) {
                console().note("more run: these are of the " + FanOutBoard.LIST_MAX + " oldest");
            }
            listing.unread().forEach(console()::note);
        }

        private static void row(Table table, FanOut one) {
            table.row(
                    one.photoId(),
                    one.state().word(),
                    one.extent().written(),
                    one.extent().followers().isPresent()
                            ? one.extent().followers().getAsLong()
                            : "-",
                    one.extent().pages(),
                    one.rate().isPresent() ? Math.round(one.rate().getAsDouble()) + "/s" : "-",
                    one.age()
                            .map(age -> age.truncatedTo(ChronoUnit.SECONDS))
                            .orElse(Duration.ZERO));
        }

        private static Map<String, Object> fields(Listing listing) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("running", listing.running().stream().map(FanOutCommand::fields).toList());
            fields.put("more", listing.more());
            fields.put("ended", listing.ended().stream().map(FanOutCommand::fields).toList());
            fields.put("unread", listing.unread());
            return fields;
        }
    }

    /** A verb for the fan-out of one photo. */
    abstract static class OfOne extends OfRows {
        @Parameters(paramLabel = "PHOTO", description = "Number of the photo.")
        private String photo = "";

        @Override
        final OnBoard onBoard(Faults faults) {
            long which = faults.number("PHOTO", photo, 1, Long.MAX_VALUE);
            return (store, board) -> on(store, board, which);
        }

        abstract int on(RedisStore store, FanOutBoard board, long which);
    }

    @Command(name = "show", description = "Show how far that of one photo is.")
    static final class Show extends OfOne {
        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        int on(RedisStore store, FanOutBoard board, long which) {
            Map<String, Object> fields =
                    board.find(which)
                            .map(FanOutCommand::fields)
                            .orElseThrow(
                                    () ->
                                            new InvalidJobException(
                                                    "cannot show the fan-out of photo "
                                                            + which
                                                            + ": none has begun; its job may wait,"
                                                            + " or there is no such photo"));
            if (json) {
                console().json(fields);
            } else {
                fields.forEach(
                        (name, value) -> console().line(String.format("%-12s %s", name, value)));
            }
            return 0;
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Have it write no further entry; what was written stays, and its pushes are sent.",
                "Its job sees that at its next page, and is done; a retry of it writes nothing."
            })
    static final class Cancel extends OfOne {
        @Mixin private Person person = new Person();

        @Override
        int on(RedisStore store, FanOutBoard board, long which) {
            String before = state(board, which);
            person.does(
                    store,
                    "fan-out cancel",
                    "photo " + which,
                    before,
                    () -> {
                        board.cancel(which, person.name());
                        return state(board, which);
                    });
            console().line("fan-out of photo " + which + " is cancelled; it was " + before);
            return 0;
        }
    }

    @Command(
            name = "resume",
            description = "Have one that was cancelled go on behind its cursor, by another job.")
    static final class Resume extends OfOne {
        @Mixin private Person person = new Person();

        @Override
        int on(RedisStore store, FanOutBoard board, long which) {
            person.does(
                    store,
                    "fan-out resume",
                    "photo " + which,
                    state(board, which),
                    () -> {
                        String job = board.resume(which);
                        console().line("fan-out of photo " + which + " goes on by job " + job);
                        return state(board, which);
                    });
            return 0;
        }
    }

    private static String state(FanOutBoard board, long which) {
        return board.find(which).map(FanOut::summary).orElse("none has begun");
    }

    private static Map<String, Object> fields(FanOut one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("photo", one.photoId());
        fields.put("owner", one.ownerId());
        fields.put("state", one.state().word());
        fields.put("job", one.job());
        fields.put("written", one.extent().written());
        one.extent().followers().ifPresent(followers -> fields.put("followers", followers));
        fields.put("pages", one.extent().pages());
        fields.put("cursor", one.extent().cursor());
        one.rate().ifPresent(rate -> fields.put("perSecond", Math.round(rate * 10) / 10.0));
        one.times().begun().ifPresent(at -> fields.put("begun", text(at)));
        one.times().moved().ifPresent(at -> fields.put("moved", text(at)));
        one.times().ended().ifPresent(at -> fields.put("ended", text(at)));
        if (!one.times().cancelledBy().isEmpty()) {
            fields.put("cancelledBy", one.times().cancelledBy());
        }
        return fields;
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
