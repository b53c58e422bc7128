package darkroom.bench;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Args of jobs that die and are searched for: of five kinds, a queue each, 200 classes of errors,
 * ten jobs a photo and ten a reader, on 64 shards.
 */
record Wanted(int photoId, int readerId, int error) {
    private static final int KIND_COUNT = 5;
    private static final int ERROR_COUNT = 200;
    private static final int PART = 10;
    private static final int SHARD_COUNT = 64;

    /** A frame or two, as much as a usual failure has. */
    private static final String MESSAGE =
            "cannot complete work on database \"main\": ERROR: duplicate key value violates unique"
                    + " constraint \"feed_entry_pkey\" of a table that somebody else has written to";

    static final List<JobKind<Wanted>> KINDS =
            IntStream.range(0, KIND_COUNT).mapToObj(Wanted::kind).toList();

    private static JobKind<Wanted> kind(int number) {
        return JobKind.of("wanted-" + number, Wanted.class)
                .foundBy(
                        SearchFields.<Wanted>none()
                                .arg("photoId", Wanted::photoId)
                                .arg("readerId", Wanted::readerId)
                                .user(Wanted::readerId)
                                .shard(args -> args.photoId() % SHARD_COUNT));
    }

    static Job<Wanted> job(int number, int count) {
        int readers = Math.max(1, count / PART);
        return KINDS.get(number % KIND_COUNT)
                .job(
                        new Wanted(
                                number / PART,
                                number % readers,
                                number / KIND_COUNT % ERROR_COUNT));
    }

    /** Each dies without a stack. */
    static HandlerRegistry handlers() {
        return handlers(args -> "").build();
    }

    /** Each dies with the stack that is made of its args. */
    static HandlerRegistry.Builder handlers(Function<Wanted, String> stack) {
        HandlerRegistry.Builder registry = HandlerRegistry.builder();
        KINDS.forEach(
                kind ->
                        registry.add(
                                kind,
                                (args, context) ->
                                        Outcome.buried(
                                                new Failure(
                                                        args.type(), MESSAGE, stack.apply(args)))));
        return registry;
    }

    static List<String> queues() {
        return KINDS.stream().map(JobKind::queue).toList();
    }

    static List<JobKind<?>> kinds() {
        return new ArrayList<>(KINDS);
    }

    /** The class of what it dies of. */
    String type() {
        return "org.example.Error" + error;
    }
}
