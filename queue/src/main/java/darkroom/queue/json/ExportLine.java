package darkroom.queue.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A dead job as one line of an export, JSON without a line break: {@code id}, {@code kind}, {@code
 * queue}, {@code attempt}, {@code since} (UTC), {@code reason}, {@code type}, {@code message},
 * {@code group}, {@code process}, {@code stack} and {@code args}.
 */
public final class ExportLine {
    private ExportLine() {}

    /** Without the values of its args, and without what a failure quotes of them. */
    public static String masked(DeadJob job, Instant since) {
        ArgsMask mask = ArgsMask.of(job.payload());
        DeadJob.Cause cause = job.cause();
        ObjectNode line = line(job, since, mask.hideIn(cause.message()));
        line.put("stack", mask.hideIn(cause.stack()));
        line.putRawValue("args", new RawValue(mask.maskedText()));
        return text(line);
    }

    /** With all values, and in {@code payload} the job as it stood in its queue. */
    public static String whole(DeadJob job, Instant since) {
        ObjectNode line = line(job, since, job.cause().message());
        line.put("stack", job.cause().stack());
        line.putRawValue("args", new RawValue(ArgsMask.of(job.payload()).plainText()));
        line.put("payload", new String(job.payload(), StandardCharsets.UTF_8));
        return text(line);
    }

    /**
     * As somebody may see it.
     *
     * @param shown what may be seen of the message and the stack
     * @param args what may be seen of the args
     */
    public static String of(
            DeadJob job, Instant since, UnaryOperator<String> shown, JsonNode args) {
        ObjectNode line = line(job, since, shown.apply(job.cause().message()));
        line.put("stack", shown.apply(job.cause().stack()));
        line.set("args", args);
        return text(line);
    }

    private static ObjectNode line(DeadJob job, Instant since, String message) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", job.id());
        line.put("kind", job.kind());
        line.put("queue", job.queue());
        line.put("attempt", job.attempt());
        line.put("since", since.toString());
        line.put("reason", job.cause().reason());
        line.put("type", job.cause().type());
        line.put("message", message);
        line.put("group", job.group());
        line.put("process", job.process());
        return line;
    }

    private static String text(ObjectNode line) {
        return new String(JobCodec.write(line), StandardCharsets.UTF_8);
    }
}
