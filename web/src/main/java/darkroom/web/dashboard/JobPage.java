package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One dead job: why, what it was, and what can be done. */
final class JobPage {
    private static final int BYTES_SHOWN_MAX = 512;

    private final Screens screens;
    private final DeadJobs dead;
    private final Masking masking;

    JobPage(Screens screens, DeadJobs dead, Masking masking) {
        this.screens = screens;
        this.dead = dead;
        this.masking = masking;
    }

    void show(Context context) {
        String id = Asked.text(context, "id");
        DeadView view =
                dead.find(id)
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                        "there is no dead job of this id: it may be"
                                                                + " waiting, running or done, or never"
                                                                + " have been")
                                                .exception());
        show(context, view, Masking.Extent.NUMBERS);
    }

    /** The page of this job. */
    void show(Context context, DeadView view, Masking.Extent extent) {
        DeadJob job = view.job();
        Optional<StoredJob> stored = JobCodec.decoded(job.payload());
        List<Block> blocks = new ArrayList<>();
        List<Fact> facts = new ArrayList<>(facts(view, stored));
        if (Caller.of(context).operator().role().covers(Role.OPERATOR)) {
            facts.add(new Fact("Act", Cell.of(buttons(job, extent))));
        }
        blocks.add(new Facts(facts));
        blocks.add(new Code("Message", Redaction.of(job.cause().message())));
        if (!job.cause().stack().isEmpty()) {
            blocks.add(new Code("Stack", Redaction.of(job.cause().stack())));
        }
        blocks.add(args(job, stored, extent));
        screens.show(context, 200, "Job " + job.id(), blocks);
    }

    private static List<Fact> facts(DeadView view, Optional<StoredJob> stored) {
        DeadJob job = view.job();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", Cell.of("dead", Tone.BAD)));
        facts.add(new Fact("Since", Cell.of(Words.time(view.since()))));
        facts.add(new Fact("Kind", Cell.of(job.kind().isEmpty() ? Words.NONE : job.kind())));
        facts.add(
                new Fact(
                        "Queue",
                        Cell.link(job.queue(), Words.with("/queue", "name", job.queue()))));
        facts.add(new Fact("Reason", Cell.of(job.cause().reason())));
        facts.add(
                new Fact(
                        "Failure",
                        job.group().isEmpty()
                                ? Cell.of(job.cause().type())
                                : Cell.link(job.cause().type(), GroupWords.address(job.group()))));
        facts.add(new Fact("Attempt", Cell.of(attempt(job, stored))));
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

    private static String attempt(DeadJob job, Optional<StoredJob> stored) {
        return job.attempt()
                + stored.filter(known -> known.maxAttempts().isPresent())
                        .map(known -> " of " + known.maxAttempts().getAsInt())
                        .orElse("");
    }

    private List<Button> buttons(DeadJob job, Masking.Extent extent) {
        Map<String, String> id = Map.of("id", job.id());
        List<Button> buttons = new ArrayList<>();
        buttons.add(new Button("Retry", "/dead/retry", id, false));
        if (extent == Masking.Extent.NUMBERS && masking.shows(job.kind())) {
            buttons.add(new Button("Show texts of its args", "/job/args", id, false));
        }
        buttons.add(new Button("Discard", "/dead/discard", id, true));
        return buttons;
    }

    private Block args(DeadJob job, Optional<StoredJob> stored, Masking.Extent extent) {
        if (stored.isPresent()) {
            try {
                return new Code("Args", masking.of(job.kind(), stored.get().args(), extent));
            } catch (InvalidJobException unreadable) {
                return bytes(job, extent);
            }
        }
        return bytes(job, extent);
    }

    // What is no job may hold anything: its bytes are text, too.
    private Block bytes(DeadJob job, Masking.Extent extent) {
        byte[] payload = job.payload();
        String size = payload.length + " bytes that cannot be read as a job";
        if (extent == Masking.Extent.NUMBERS || !masking.shows(job.kind())) {
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
