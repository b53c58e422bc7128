package darkroom.web.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import darkroom.queue.InvalidJobException;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.ArgsMask;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.ExportLine;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.DeadChoices.Choice;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.http.BrokenAnswer;
import darkroom.web.http.FormFields;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Dead jobs as a file, a JSON object a line, oldest first. They are sent as they are read, a page
 * at a time, so that however many they are they need no room here; args as the pages show them.
 */
final class ExportActions {
    private static final String DISPOSITION = "Content-Disposition";

    private final Audited audited;
    private final DeadChoices choices;
    private final SelectedJobs jobs;
    private final Masking masking;
    private final Turns turns = new Turns("export", 2, Duration.ZERO, Duration.ofSeconds(30));

    ExportActions(
            Audited audited,
            DeadChoices choices,
            RedisStore store,
            DeadBodies bodies,
            Masking masking) {
        this.audited = audited;
        this.choices = choices;
        this.jobs = new SelectedJobs(store, bodies);
        this.masking = masking;
    }

    void register(Routes routes) {
        routes.post("/dead/export", AllowedTo.OPERATOR, this::export);
    }

    private void export(Context context) {
        FormFields sent = Caller.form(context);
        Choice choice = choices.of(sent::get);
        Masking.Extent extent =
                sent.get("texts").equals("yes") ? Masking.Extent.TEXTS : Masking.Extent.NUMBERS;
        turns.take(
                () -> {
                    audited.run(
                            context,
                            "dead export",
                            choice.words(),
                            extent == Masking.Extent.TEXTS ? "with texts" : "texts masked",
                            () -> send(context, choice, extent) + " jobs");
                    return choice;
                });
    }

    // The stream is not closed: that would end the answer as if it were whole, whatever failed.
    private long send(Context context, Choice choice, Masking.Extent extent) {
        context.contentType("application/x-ndjson")
                .header(DISPOSITION, "attachment; filename=\"dead-jobs.ndjson\"");
        ExportFile file = new ExportFile(stream(context), System::nanoTime);
        try {
            return jobs.each(choice.some(), view -> file.add(line(view, extent)));
        } catch (RuntimeException e) {
            if (BrokenAnswer.hasBegun(context)) {
                throw new InvalidJobException(
                        "the export broke off after " + file.lines() + " jobs: " + e.getMessage(),
                        e);
            }
            context.res().resetBuffer();
            context.res().setHeader(DISPOSITION, null);
            throw e;
        }
    }

    private static OutputStream stream(Context context) {
        try {
            return context.res().getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send an export: " + e, e);
        }
    }

    private String line(DeadView view, Masking.Extent extent) {
        DeadJob job = view.job();
        boolean texts = extent == Masking.Extent.TEXTS && masking.shows(job.kind());
        ArgsMask mask = ArgsMask.of(job.payload());
        return ExportLine.of(
                job,
                view.since(),
                text -> Redaction.of(texts ? text : mask.hideIn(text)),
                masking.json(job.kind(), args(job), extent));
    }

    // What is no job has none.
    private static JsonNode args(DeadJob job) {
        try {
            StoredJob stored = JobCodec.decode(job.payload());
            return stored.args();
        } catch (InvalidJobException unreadable) {
            return NullNode.getInstance();
        }
    }
}
