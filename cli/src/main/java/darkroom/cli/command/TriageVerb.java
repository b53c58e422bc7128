package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.Excerpt;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says something of a group of failures; who and when is put down with it. */
abstract class TriageVerb extends StoreVerb {
    @Parameters(index = "0", paramLabel = "ID", description = "Id of the group.")
    private String id = "";

    @Mixin private Person person = new Person();

    /** Does it; false if there is no such group. */
    abstract boolean change(FailureTriage triage, RedisStore store, String group, String who);

    /** Of a group that is changed: what it is now. */
    abstract String done();

    @Override
    Work work(Faults faults) {
        return store -> {
            boolean known =
                    person.does(
                            store,
                            "failures " + spec().name(),
                            id,
                            new FailureGroups(store)
                                    .find(id)
                                    .map(group -> GroupFields.state(group.triage()))
                                    .orElse("unknown"),
                            () -> change(new FailureTriage(store), store, id, person.name()),
                            there -> there ? done() : "unknown");
            if (!known) {
                console().note("darkroom: " + unknown(spec().name(), id));
                return 1;
            }
            console().line("group " + id + " " + done());
            return 0;
        };
    }

    static String unknown(String verb, String id) {
        return "cannot "
                + verb
                + " group \""
                + Excerpt.of(id)
                + "\": expected one that is known; \"darkroom failures ls\" shows them";
    }

    @Command(
            name = "mute",
            description = "Nobody is to be told of a group for a time; it is counted on.")
    static final class Mute extends TriageVerb {
        private static final Duration MIN = Duration.ofMinutes(1);

        @Option(
                names = "--for",
                paramLabel = "DURATION",
                required = true,
                description = "How long, 1m..90d, such as 8h.")
        private String duration = "";

        private Duration time = Duration.ZERO;
        private Instant until = Instant.EPOCH;

        @Override
        Work work(Faults faults) {
            time = faults.duration("--for", duration, MIN, FailureTriage.MUTE_MAX);
            return super.work(faults);
        }

        @Override
        boolean change(FailureTriage triage, RedisStore store, String group, String who) {
            until = Instant.ofEpochMilli(store.timeMillis()).plus(time);
            return triage.mute(group, until, who);
        }

        @Override
        String done() {
            return "is muted until " + until;
        }
    }

    @Command(name = "unmute", description = "A group is muted no longer.")
    static final class Unmute extends TriageVerb {
        @Override
        boolean change(FailureTriage triage, RedisStore store, String group, String who) {
            return triage.unmute(group, who);
        }

        @Override
        String done() {
            return "is not muted";
        }
    }

    @Command(name = "assign", description = "Somebody is to look at a group.")
    static final class Assign extends TriageVerb {
        @Parameters(index = "1", paramLabel = "NAME", description = "Who; \"\" for nobody.")
        private String name = "";

        @Override
        boolean change(FailureTriage triage, RedisStore store, String group, String who) {
            return triage.assign(group, name, who);
        }

        @Override
        String done() {
            return name.isEmpty() ? "is nobody's" : "is assigned to " + name;
        }
    }

    @Command(name = "note", description = "What whoever looks at a group next should know.")
    static final class Note extends TriageVerb {
        @Parameters(index = "1", paramLabel = "TEXT", description = "The note; \"\" for none.")
        private String text = "";

        @Override
        boolean change(FailureTriage triage, RedisStore store, String group, String who) {
            return triage.note(group, text, who);
        }

        @Override
        String done() {
            return text.isEmpty() ? "has no note" : "has the note";
        }
    }

    @Command(name = "runbook", description = "Where it is written what to do about a group.")
    static final class Runbook extends TriageVerb {
        @Parameters(
                index = "1",
                paramLabel = "URL",
                description = "A page, http or https; \"\" for none.")
        private String link = "";

        @Override
        boolean change(FailureTriage triage, RedisStore store, String group, String who) {
            return triage.runbook(group, link, who);
        }

        @Override
        String done() {
            return link.isEmpty() ? "has no runbook" : "has the runbook " + link;
        }
    }

    @Command(
            name = "resolve",
            description = "A group will not fail again; if it does, it says that it has returned.")
    static final class Resolve extends TriageVerb {
        @Override
        boolean change(FailureTriage triage, RedisStore store, String group, String who) {
            return triage.resolve(group, who);
        }

        @Override
        String done() {
            return "is resolved";
        }
    }
}
