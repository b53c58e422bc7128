package darkroom.queue.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.Limits;
import darkroom.queue.trace.TraceParent;
import darkroom.queue.trace.TracedThread;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes the JSON of jobs one after another, through one generator and one buffer. For one call of
 * one thread; of no use any more once it has thrown.
 */
public final class JobWriter implements AutoCloseable {
    private static final ObjectWriter ARGS =
            Json.MAPPER.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
    private static final SerializedString CLASS_NAME = new SerializedString("class");
    private static final SerializedString ARGS_NAME = new SerializedString("args");
    private static final SerializedString ID_NAME = new SerializedString("id");
    private static final SerializedString AT_NAME = new SerializedString("at");

    private final Buffer buffer = new Buffer();
    private final WatchfulGenerator json;

    /** Keeps what it takes to write a value, which a writer of single values makes anew. */
    private final SequenceWriter args;

    /** A writer that has written nothing. */
    public JobWriter() {
        try {
            json = WatchfulGenerator.on(buffer);
            args = ARGS.writeValues(json);
        } catch (IOException e) {
            throw new IllegalStateException("cannot open a generator on a buffer", e);
        }
    }

    /**
     * The JSON of a job that is about to be enqueued, as part of the calling thread's trace if it
     * has one.
     *
     * @param enqueuedAt epoch milliseconds
     * @param outbox the outbox it goes through, if any
     * @throws InvalidJobException if its args cannot be written, or could not be read again, or are
     *     too large
     */
    public byte[] write(Job<?> job, String id, long enqueuedAt, Optional<String> outbox) {
        try {
            buffer.reset();
            json.writeStartObject();
            json.writeFieldName(CLASS_NAME);
            json.writeString(job.kind().name());
            json.writeFieldName(ARGS_NAME);
            json.writeStartArray();
            int begin = written();
            json.tookRaw();
            args.write(job.args());
            boolean raw = json.tookRaw();
            int size = written() - begin;
            json.writeEndArray();
            json.writeFieldName(ID_NAME);
            json.writeString(id);
            json.writeFieldName(AT_NAME);
            json.writeNumber(enqueuedAt);
            writeOptions(job, enqueuedAt, outbox);
            json.writeEndObject();
            json.flush();
            checkSize(job, size);
            if (raw || size > Json.NUMBER_CHARS_MAX) {
                readAgain(begin, size);
            }
            return buffer.toByteArray();
        } catch (IOException e) {
            throw new InvalidJobException(
                    "cannot enqueue job of kind \""
                            + job.kind().name()
                            + "\": its args cannot be written as JSON: "
                            + Json.problem(e),
                    e);
        }
    }

    @Override
    public void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close a generator on a buffer", e);
        }
    }

    private void writeOptions(Job<?> job, long enqueuedAt, Optional<String> outbox)
            throws IOException {
        if (!job.delay().isZero()) {
            json.writeNumberField("due", enqueuedAt + job.delay().toMillis());
        }
        if (job.hasOwnMaxAttempts()) {
            json.writeNumberField("max", job.kind().maxAttempts());
        }
        if (job.hasOwnTimeout()) {
            json.writeNumberField("timeout", job.kind().timeout().toMillis());
        }
        if (job.uniqueKey().isPresent()) {
            json.writeStringField("key", job.uniqueKey().get());
        }
        if (outbox.isPresent()) {
            json.writeStringField("outbox", outbox.get());
        }
        Optional<TraceParent> trace = TracedThread.currentTrace();
        if (trace.isPresent()) {
            json.writeStringField("trace", trace.get().toString());
        }
    }

    private int written() {
        return buffer.size() + json.getOutputBuffered();
    }

    private static void checkSize(Job<?> job, int size) {
        if (size > Limits.ARGS_BYTES_MAX) {
            throw new InvalidJobException(
                    "cannot enqueue job of kind \""
                            + job.kind().name()
                            + "\": args are "
                            + size
                            + " bytes, limit is "
                            + Limits.ARGS_BYTES_MAX
                            + " (Limits.ARGS_BYTES_MAX); store the bulk and enqueue its id");
        }
    }

    // Such as a serializer of the kind's own may leave: text that is no JSON, or more than one
    // value; numbers and names too long, which need room.
    private void readAgain(int begin, int size) throws IOException {
        try (JsonParser args = buffer.parser(begin, size)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = args.nextToken(); token != null; token = args.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token.isNumeric() && args.getTextLength() > Json.NUMBER_CHARS_MAX) {
                    throw new StreamConstraintsException(
                            "expected a number of at most "
                                    + Json.NUMBER_CHARS_MAX
                                    + " characters, found "
                                    + args.getTextLength());
                }
                values += depth == 0 ? 1 : 0;
            }
            if (values != 1) {
                throw new StreamConstraintsException("expected one value, found " + values);
            }
        }
    }

    /** A byte array that grows, and lets a part of it be read where it lies. */
    private static final class Buffer extends ByteArrayOutputStream {
        private static final int BYTES = 512;

        Buffer() {
            super(BYTES);
        }

        JsonParser parser(int begin, int size) throws IOException {
            return Json.ARGS.createParser(buf, begin, size);
        }
    }
}
