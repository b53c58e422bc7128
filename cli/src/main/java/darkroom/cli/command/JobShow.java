package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.InvalidJobException;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.inspect.JobPlaces;
import darkroom.queue.inspect.JobPlaces.Found;
import darkroom.queue.inspect.JobPlaces.Look;
import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.json.StoredJob;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = {
            "Show where a job is that is not done: ready, scheduled, retrying, reserved or dead.",
            "Looks through all that wait or run, which takes a while where millions do. The body of"
                    + " a dead job may be in the archive: then --databases is needed."
        })
final class JobShow extends DeadVerb {
    @Parameters(paramLabel = "ID", description = "Id of the job.")
    private String id = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    Work work(Faults faults) {
        return (store, archive) -> {
            Map<String, Object> fields = fields(new JobPlaces(store), new DeadJobs(store, archive));
            if (json) {
                console().json(fields);
            } else {
                DeadCommand.lines(console(), fields);
            }
            return 0;
        };
    }

    private Map<String, Object> fields(JobPlaces places, DeadJobs dead) {
        Look look = places.find(id, Optional.empty());
        return look.found()
                .map(JobShow::fields)
                .or(() -> dead.find(id).map(this::dead))
                .or(() -> places.walk(id).map(JobShow::fields))
                .or(() -> dead.find(id).map(this::dead)) // as it may be by now
                .orElseThrow(() -> nowhere(look.everywhere()));
    }

    private InvalidJobException nowhere(boolean quick) {
        return new InvalidJobException(
                "cannot show job "
                        + id
                        + ": expected one that waits, runs or is dead, found none; it is done, was"
                        + " discarded or cancelled, is in an outbox still, or never was"
                        + (quick
                                ? ""
                                : "; or it went from one place to another while all were looked"
                                        + " through, which took a while: try again"));
    }

    private Map<String, Object> dead(DeadView dead) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("state", "dead");
        fields.putAll(DeadCommand.summary(dead));
        fields.put("payload", DeadCommand.payload(dead));
        fields.put("more", "darkroom dead show " + id);
        return fields;
    }

    private static Map<String, Object> fields(Found found) {
        WaitingJob job = found.job();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", job.id());
        fields.put("state", found.process().isEmpty() ? job.place().word() : "reserved");
        fields.put("queue", job.queue());
        job.due().ifPresent(due -> fields.put("due", due.toString()));
        if (!found.process().isEmpty()) {
            fields.put("process", found.process());
        }
        job.job().ifPresent(said -> add(fields, said));
        return fields;
    }

    private static void add(Map<String, Object> fields, StoredJob said) {
        fields.put("kind", said.kind());
        fields.put("attempt", said.attempt());
        said.enqueuedAt()
                .ifPresent(at -> fields.put("enqueued", Instant.ofEpochMilli(at).toString()));
        said.outbox().ifPresent(outbox -> fields.put("outbox", outbox));
        said.trace().ifPresent(trace -> fields.put("trace", trace.traceId()));
        fields.put("losses", said.losses());
    }
}
