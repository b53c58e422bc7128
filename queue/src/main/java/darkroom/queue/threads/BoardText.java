package darkroom.queue.threads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.queue.Excerpt;
import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Attempt;
import darkroom.queue.threads.RunningHandler.Spot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A board as text. Each frame stands in it once and each stack once, as numbers of its frames: many
 * threads wait in the same place.
 */
final class BoardText {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The longest name of anything but a frame, in characters. */
    private static final int NAME_CHARS_MAX = 120;

    /** What a handler has beside its names, and the numbers of a frame or a stack, in bytes. */
    private static final int HANDLER_BYTES = 130;

    private static final int NUMBER_BYTES = 7;

    private final Map<String, Integer> frames = new LinkedHashMap<>();
    private final Map<List<Integer>, Integer> stacks = new LinkedHashMap<>();
    private final ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    private int bytesLeft = ThreadBoard.BYTES_MAX - HANDLER_BYTES;

    private BoardText() {}

    /**
     * As JSON of at most {@link ThreadBoard#BYTES_MAX} bytes; handlers that would be beyond it are
     * among those that are only counted.
     */
    static String of(ThreadBoard board) {
        BoardText text = new BoardText();
        int shown = 0;
        for (RunningHandler running : board.running()) {
            if (shown == ThreadBoard.JOBS_MAX || !text.add(running)) {
                break;
            }
            shown++;
        }
        return text.write(board, board.more() + board.running().size() - shown);
    }

    /** A board that was written so; empty if it is no such text. */
    static Optional<ThreadBoard> read(String text) {
        if (text.length() > ThreadBoard.BYTES_MAX) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.path("jobs").isArray()) {
                return Optional.empty();
            }
            List<List<String>> stacks = stacks(root);
            List<RunningHandler> running = new ArrayList<>();
            for (JsonNode job : root.path("jobs")) {
                if (running.size() < ThreadBoard.JOBS_MAX) {
                    running.add(handler(job, stacks));
                }
            }
            return Optional.of(
                    new ThreadBoard(
                            new ThreadBoard.Pool(
                                    root.path("threads").asInt(), root.path("busy").asInt()),
                            root.path("samples").asInt(),
                            running,
                            Math.max(0, root.path("more").asInt())));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private boolean add(RunningHandler running) {
        List<String> stack = running.spot().stack();
        int most = Math.min(stack.size(), ThreadBoard.FRAMES_MAX);
        List<String> own = new ArrayList<>(most);
        for (String frame : stack.subList(0, most)) {
            own.add(Excerpt.cut(frame, ThreadBoard.FRAME_CHARS_MAX));
        }
        ObjectNode job = job(running);
        int bytes = HANDLER_BYTES + bytes(job.toString()) + own.size() * NUMBER_BYTES;
        for (String frame : own) {
            bytes += frames.containsKey(frame) ? 0 : bytes(frame) + NUMBER_BYTES;
        }
        if (bytes > bytesLeft) {
            return false;
        }
        List<Integer> numbers = new ArrayList<>(own.size());
        for (String frame : own) {
            numbers.add(frames.computeIfAbsent(frame, fresh -> frames.size()));
        }
        boolean fresh = !stacks.containsKey(numbers);
        bytesLeft -= fresh ? bytes : bytes - own.size() * NUMBER_BYTES;
        job.put("stack", stacks.computeIfAbsent(numbers, other -> stacks.size()));
        jobs.add(job);
        return true;
    }

    private static ObjectNode job(RunningHandler running) {
        ObjectNode job = JsonNodeFactory.instance.objectNode();
        job.put("id", name(running.attempt().jobId()));
        job.put("kind", name(running.attempt().kind()));
        job.put("queue", name(running.attempt().queue()));
        job.put("attempt", running.attempt().number());
        job.put("age", running.age().toMillis());
        job.put("same", running.agreement().samples());
        job.put("span", running.agreement().span().toMillis());
        job.put("told", running.told());
        job.put("state", running.spot().state());
        job.put("own", Excerpt.cut(running.spot().own(), ThreadBoard.FRAME_CHARS_MAX));
        return job;
    }

    private String write(ThreadBoard board, int more) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("threads", board.pool().threads());
        root.put("busy", board.pool().busy());
        root.put("samples", board.samples());
        root.put("more", more);
        ArrayNode names = root.putArray("frames");
        frames.keySet().forEach(names::add);
        ArrayNode numbers = root.putArray("stacks");
        stacks.keySet().forEach(stack -> stack.forEach(numbers.addArray()::add));
        root.set("jobs", jobs);
        return root.toString();
    }

    private static List<List<String>> stacks(JsonNode root) {
        JsonNode frames = root.path("frames");
        List<List<String>> stacks = new ArrayList<>();
        for (JsonNode numbers : root.path("stacks")) {
            List<String> stack = new ArrayList<>();
            for (JsonNode number : numbers) {
                if (stack.size() < ThreadBoard.FRAMES_MAX) {
                    stack.add(frames.path(number.asInt(-1)).asText(""));
                }
            }
            stacks.add(stack);
        }
        return stacks;
    }

    private static RunningHandler handler(JsonNode job, List<List<String>> stacks) {
        int stack = job.path("stack").asInt(-1);
        return new RunningHandler(
                new Attempt(
                        job.path("id").asText(""),
                        job.path("kind").asText(""),
                        job.path("queue").asText(""),
                        job.path("attempt").asInt()),
                new Spot(
                        job.path("state").asText(""),
                        job.path("own").asText(""),
                        stack < 0 || stack >= stacks.size() ? List.of() : stacks.get(stack)),
                Duration.ofMillis(Math.max(0, job.path("age").asLong())),
                new Agreement(
                        job.path("same").asInt(),
                        Duration.ofMillis(Math.max(0, job.path("span").asLong()))),
                job.path("told").asText(""));
    }

    private static String name(String text) {
        return Excerpt.cut(text, NAME_CHARS_MAX);
    }

    // As JSON at the most: a control character is six bytes there.
    private static int bytes(String text) {
        int bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
        }
        return bytes;
    }
}
