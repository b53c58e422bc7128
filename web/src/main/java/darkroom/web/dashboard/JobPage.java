package darkroom.web.dashboard;

import darkroom.jobs.feed.FanOut;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.shards.RefusedDatabaseException;
import darkroom.jobs.shards.ShardBusyException;
import darkroom.jobs.shards.SqlFailureException;
import darkroom.queue.InvalidJobException;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.inspect.JobPlaces;
import darkroom.queue.inspect.JobPlaces.Found;
import darkroom.queue.inspect.JobPlaces.Look;
import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Button;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Code;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One job, wherever it is: what it is, what is known of its life, and what can be done. For a dead
 * one why, too.
 */
final class JobPage {
    private static final int BYTES_SHOWN_MAX = 512;
    private static final long MILLIS_MAX = 100_000_000_000_000L;

    private final Screens screens;
    private final DeadJobs dead;
    private final JobPlaces places;
    private final Supplier<Optional<FanOutBoard>> fanOuts;
    private final JobRelatives relatives;
    private final Masking masking;

    JobPage(Screens screens, DeadJobs dead, JobPlaces places, BesideRedis beside, Masking masking) {
        this.screens = screens;
        this.dead = dead;
        this.places = places;
        this.fanOuts = beside.fanOuts();
        this.relatives = new JobRelatives(beside.dead().search());
        this.masking = masking;
    }

    /** Where a job that is not dead has its page; it says what makes it quicker to find. */
    static String address(WaitingJob job) {
        String due = job.due().map(at -> "/job?due=" + at.toEpochMilli()).orElse("/job");
        return Words.with(due, "id", job.id());
    }

    /**
     * The same for one that is ready, and may be far from both ends of its queue.
     *
     * @param offset how many were before it
     */
    static String address(WaitingJob job, long offset) {
        return Words.with("/job?offset=" + offset + "&queue=" + job.queue(), "id", job.id());
    }

    void show(Context context) {
        String id = Asked.text(context, "id");
        if (id.isEmpty()) {
            throw nowhere(id, true);
        }
        Optional<DeadView> view = dead.find(id);
        if (view.isPresent()) {
            show(context, view.get(), Masking.Extent.NUMBERS);
            return;
        }
        Look look = look(context, id);
        Found found = look.found().orElseThrow(() -> nowhere(id, look.everywhere()));
        screens.live(context, "Job " + id, blocks(found), Duration.ZERO, "");
    }

    private Look look(Context context, String id) {
        if (!Asked.text(context, "queue").isEmpty()) {
            return places.find(id, Asked.queue(context, "queue"), Asked.offset(context));
        }
        long due = Asked.number(context, "due", MILLIS_MAX);
        return places.find(
                id, due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due)));
    }

    private static RuntimeException nowhere(String id, boolean everywhere) {
        String fanOut =
                id.startsWith(FanOutJob.ID_PREFIX)
                        ? " How far a fan-out is, done or not, is on the page of fan-outs."
                        : "";
        return Problem.notFound(
                        "there is no dead job of this id, and it was not found among those that wait or"
                                + " run: it is done, which is counted and not kept; or it was discarded"
                                + " or cancelled, which the audit log has; or an outbox has it still; or"
                                + " it never was"
                                + (everywhere
                                        ? ""
                                        : "; or it waits behind others, since more jobs wait than a"
                                                + " page looks at: \"darkroom job show\" looks at"
                                                + " all")
                                + "."
                                + fanOut)
                .exception();
    }

    /** The page of this job. */
    void show(Context context, DeadView view, Masking.Extent extent) {
        DeadJob job = view.job();
        Optional<StoredJob> stored = JobCodec.decoded(job.payload()).filter(JobPage::isWhole);
        List<Block> blocks = new ArrayList<>();
        List<Fact> facts = new ArrayList<>(facts(view, stored));
        if (Caller.of(context).operator().role().covers(Role.OPERATOR)) {
            facts.add(new Fact("Act", Cell.of(buttons(job, extent))));
        }
        blocks.add(new Facts(facts));
        blocks.add(new Code("Message", Redaction.of(job.cause().message())));
        if (!job.isUnreadable()) {
            JobTimeline timeline = timeline(stored, extent);
            timeline.add(view);
            blocks.add(timeline.block());
            stored.ifPresent(it -> blocks.addAll(relatives.of(it, job.id())));
        }
        if (!job.cause().stack().isEmpty()) {
            blocks.add(new Code("Stack", Redaction.of(job.cause().stack())));
        }
        blocks.add(args(job.kind(), stored, job.payload(), extent));
        if (extent == Masking.Extent.TEXTS) {
            stored.ifPresent(known -> blocks.add(EditForm.of(view, known, masking)));
        }
        screens.show(context, 200, "Job " + job.id(), blocks);
    }

    private JobTimeline timeline(Optional<StoredJob> stored, Masking.Extent extent) {
        JobTimeline timeline = new JobTimeline(masking, extent);
        stored.ifPresent(timeline::add);
        stored.flatMap(this::fanOut).ifPresent(timeline::add);
        return timeline;
    }

    // Without its database a job is shown all the same.
    private Optional<FanOut> fanOut(StoredJob job) {
        if (!job.kind().equals(FanOutJob.KIND.name())) {
            return Optional.empty();
        }
        try {
            long photo = job.args().path(0).path("photoId").asLong();
            return fanOuts.get().flatMap(board -> board.find(photo));
        } catch (DependencyUnavailableException
                | ShardBusyException
                | SqlFailureException
                | RefusedDatabaseException away) {
            return Optional.empty();
        }
    }

    private List<Block> blocks(Found found) {
        WaitingJob waiting = found.job();
        Optional<StoredJob> stored = waiting.job().filter(JobPage::isWhole);
        List<Block> blocks = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        String place = found.process().isEmpty() ? waiting.place().word() : "reserved";
        facts.add(new Fact("State", Cell.of(place)));
        facts.add(new Fact("Kind", Cell.of(stored.map(StoredJob::kind).orElse(Words.NONE))));
        facts.add(queue(waiting.queue()));
        waiting.due().ifPresent(at -> facts.add(new Fact("Due", Cell.of(Words.time(at)))));
        if (!found.process().isEmpty()) {
            facts.add(new Fact("Process", Cell.link(found.process(), "/fleet")));
        }
        stored.ifPresent(
                job -> {
                    facts.add(new Fact("Next attempt", Cell.of(attempt(job.attempt(), stored))));
                    addTo(facts, job);
                });
        blocks.add(new Facts(facts));
        JobTimeline timeline = timeline(stored, Masking.Extent.NUMBERS);
        timeline.add(found);
        blocks.add(timeline.block());
        stored.ifPresent(it -> blocks.addAll(relatives.of(it, waiting.id())));
        String kind = stored.map(StoredJob::kind).orElse("");
        blocks.add(args(kind, stored, waiting.payload(), Masking.Extent.NUMBERS));
        return blocks;
    }

    private static Fact queue(String name) {
        return new Fact("Queue", QueuePages.link(name));
    }

    private static List<Fact> facts(DeadView view, Optional<StoredJob> stored) {
        DeadJob job = view.job();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", Cell.of("dead", Tone.BAD)));
        facts.add(new Fact("Since", Cell.of(Words.time(view.since()))));
        facts.add(new Fact("Kind", Cell.of(job.kind().isEmpty() ? Words.NONE : job.kind())));
        facts.add(queue(job.queue()));
        facts.add(new Fact("Reason", Cell.of(job.cause().reason())));
        facts.add(new Fact("Failure", GroupWords.link(job.cause().type(), job.group())));
        facts.add(new Fact("Attempt", Cell.of(attempt(job.attempt(), stored))));
        facts.add(new Fact("Process", Cell.of(job.process())));
        stored.ifPresent(known -> addTo(facts, known));
        return facts;
    }

    private static void addTo(List<Fact> facts, StoredJob known) {
        if (known.enqueuedAt().isPresent()) {
            Instant at = Instant.ofEpochMilli(known.enqueuedAt().getAsLong());
            facts.add(new Fact("Enqueued", Cell.of(Words.time(at))));
        }
        known.outbox().ifPresent(outbox -> facts.add(new Fact("Outbox", Cell.of(outbox))));
        if (known.losses() > 0) {
            String lost = known.losses() + ": " + String.join(", ", known.lostProcesses());
            facts.add(new Fact("Processes lost", Cell.of(lost)));
        }
    }

    private static String attempt(int attempt, Optional<StoredJob> stored) {
        return attempt
                + stored.filter(known -> known.maxAttempts().isPresent())
                        .map(known -> " of " + known.maxAttempts().getAsInt())
                        .orElse("");
    }

    private List<Button> buttons(DeadJob job, Masking.Extent extent) {
        Map<String, String> id = Map.of("id", job.id());
        List<Button> buttons = new ArrayList<>();
        if (!job.isUnreadable()) {
            buttons.add(new Button("Retry", "/dead/retry", id, false));
        }
        if (extent == Masking.Extent.NUMBERS && masking.shows(job.kind())) {
            buttons.add(new Button("Show texts of its args", "/job/args", id, false));
        }
        buttons.add(new Button("Discard", "/dead/discard", id, true));
        return buttons;
    }

    private Block args(
            String kind, Optional<StoredJob> stored, byte[] payload, Masking.Extent extent) {
        return stored.<Block>map(job -> new Code("Args", masking.of(kind, job.args(), extent)))
                .orElseGet(() -> bytes(kind, payload, extent));
    }

    // Its members are read one by one: what is not asked for then may be anything.
    static boolean isWhole(StoredJob stored) {
        try {
            stored.args();
            return true;
        } catch (InvalidJobException unreadable) {
            return false;
        }
    }

    // What is no job may hold anything: its bytes are text, too.
    private Block bytes(String kind, byte[] payload, Masking.Extent extent) {
        String size = payload.length + " bytes that cannot be read as a job";
        if (extent == Masking.Extent.NUMBERS || !masking.shows(kind)) {
            return new Code("Payload", size);
        }
        int shown = Math.min(payload.length, BYTES_SHOWN_MAX);
        StringBuilder text =
                new StringBuilder(size).append(shown < payload.length ? "; the first:" : ":");
        for (int from = 0; from < shown; from += 16) {
            int to = Math.min(shown, from + 16);
            String ascii =
                    new String(payload, from, to - from, StandardCharsets.ISO_8859_1)
                            .replaceAll("[^ -~]", ".");
            text.append(
                    String.format(
                            "%n%04x  %-48s %s",
                            from, HexFormat.ofDelimiter(" ").formatHex(payload, from, to), ascii));
        }
        return new Code("Payload", Redaction.of(text.toString()));
    }
}
