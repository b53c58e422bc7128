package darkroom.web.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.jobs.feed.FanOut;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.inspect.JobPlaces.Found;
import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.StoredJob;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a job's life, from the request that it came of to what it did last: all that is
 * kept with it, in the order in which it happened.
 */
final class JobTimeline {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN_TIME = Words.NONE;

    private final Masking masking;
    private final Masking.Extent extent;
    private final List<List<Cell>> rows = new ArrayList<>();

    JobTimeline(Masking masking, Masking.Extent extent) {
        this.masking = masking;
        this.extent = extent;
    }

    /** Up to where it is now. */
    void add(StoredJob job) {
        begun(job);
        for (StoredJob.Edit edit : job.edits()) {
            row(
                    Words.time(Instant.ofEpochMilli(edit.at())),
                    "Args changed",
                    Cell.of("by " + edit.by() + "; before: " + before(job.kind(), edit)));
        }
        job.operation()
                .ifPresent(
                        number ->
                                row(
                                        UNKNOWN_TIME,
                                        "Retried when it was dead",
                                        Cell.link(
                                                "operation " + number,
                                                OperationPages.address(number))));
        met(job);
    }

    private void begun(StoredJob job) {
        job.trace()
                .ifPresent(
                        trace ->
                                row(
                                        UNKNOWN_TIME,
                                        "Its request",
                                        Cell.of(
                                                "trace "
                                                        + trace.traceId()
                                                        + ", enqueued in step "
                                                        + trace.parentId())));
        at(job.enqueuedAt())
                .ifPresent(
                        at ->
                                row(
                                        at,
                                        "Enqueued",
                                        Cell.of(
                                                job.outbox()
                                                        .map(it -> "by way of outbox " + it)
                                                        .orElse(""))));
    }

    private void met(StoredJob job) {
        if (job.attempt() > 1) {
            row(
                    UNKNOWN_TIME,
                    "Failed before",
                    Cell.of(
                            job.attempt()
                                    - 1
                                    + " times; what by is counted in groups of failures, and not"
                                    + " kept with it"));
        }
        if (job.losses() > 0) {
            row(
                    UNKNOWN_TIME,
                    "Processes lost",
                    Cell.of(job.losses() + ": " + String.join(", ", job.lostProcesses())));
        }
        since(job.unknownSince(), "Nobody knew its kind", "from then on");
        since(job.awaySince(), "What it needs was away", "from then on");
        job.begunBy()
                .ifPresent(
                        process ->
                                row(
                                        UNKNOWN_TIME,
                                        "Noted as begun",
                                        Cell.of("by process " + process)));
    }

    /** What a fan-out has done. */
    void add(FanOut fanOut) {
        String address = FanOutPages.address(fanOut.photoId());
        fanOut.times()
                .begun()
                .ifPresent(
                        at ->
                                row(
                                        Words.time(at),
                                        "Fan-out begun",
                                        Cell.link("photo " + fanOut.photoId(), address)));
        fanOut.times()
                .moved()
                .ifPresent(
                        at ->
                                row(
                                        Words.time(at),
                                        "Its last effect",
                                        Cell.link(fanOut.summary(), address)));
        fanOut.times()
                .ended()
                .ifPresent(
                        at ->
                                row(
                                        Words.time(at),
                                        "Fan-out " + fanOut.state().word(),
                                        Cell.of(
                                                fanOut.times().cancelledBy().isEmpty()
                                                        ? ""
                                                        : "by " + fanOut.times().cancelledBy())));
    }

    /** That it died. */
    void add(DeadView dead) {
        DeadJob job = dead.job();
        String why =
                "attempt %d failed: %s, on %s"
                        .formatted(job.attempt(), job.cause().type(), job.process());
        row(Words.time(dead.since()), "Died", GroupWords.link(why, job.group()));
    }

    /** Where it is while it is not dead. */
    void add(Found found) {
        WaitingJob job = found.job();
        if (!found.process().isEmpty()) {
            row(
                    UNKNOWN_TIME,
                    "Reserved",
                    Cell.link("process " + found.process() + " runs it, or will next", "/fleet"));
        } else if (job.due().isPresent()) {
            row(
                    Words.time(job.due().get()),
                    "Due",
                    Cell.of(job.place().word() + ": goes to queue " + job.queue() + " then"));
        } else {
            row(
                    UNKNOWN_TIME,
                    "Ready",
                    Cell.link("waits in queue " + job.queue(), QueuePages.address(job.queue())));
        }
    }

    /** All that was added. */
    Block block() {
        return new Grid(
                "Timeline",
                Grid.columns("When (UTC)", "What", "More"),
                rows,
                "Nothing is known of it.");
    }

    private void since(OptionalLong since, String what, String more) {
        at(since).ifPresent(at -> row(at, what, Cell.of(more)));
    }

    private static Optional<String> at(OptionalLong millis) {
        return millis.isPresent()
                ? Optional.of(Words.time(Instant.ofEpochMilli(millis.getAsLong())))
                : Optional.empty();
    }

    private void row(String when, String what, Cell more) {
        rows.add(List.of(Cell.of(when), Cell.of(what), more));
    }

    private String before(String kind, StoredJob.Edit edit) {
        try {
            return masking.of(kind, JSON.readTree(edit.args()), extent).replaceAll("\\s+", " ");
        } catch (JsonProcessingException e) {
            return "args that cannot be read";
        }
    }
}
