package darkroom.bench;

import darkroom.queue.JobKind;
import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.failures.Listing;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Stats;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A night on call: many dead jobs in a thousand groups of failures, as many that wait, some that
 * are scheduled or retrying, and what people did about it so far. All by way of handlers and of
 * what operators use.
 */
final class Incident {
    private static final JobKind<Noop> FLAKY = JobKind.of("flaky", Noop.class);
    private static final String WHO = "bench";
    private static final int SOME = 1_000;
    private static final int TOUCHED = 40;
    private static final int NOTED = 200;
    private static final int OPERATIONS = 3;
    private static final int FRAMES = 40;
    private static final Duration FAR = Duration.ofHours(6);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofMinutes(2);

    private static final String FRAME = "org.example.Error\n\tat darkroom.bench.Wanted.run(Wanted)";

    private final Site site;
    private final Size size;
    private final Consumer<String> progress;

    /** Of {@code size}, jobs is how many are dead, and how many wait. */
    Incident(Site site, Size size, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.progress = progress;
    }

    /** Makes it so, in a minute or two a million jobs. */
    @SuppressWarnings("try") // the worker process is there to run, not to be called
    void happen() throws InterruptedException {
        new Depth(site, progress).reach(size.jobs(), SOME, 0);
        HandlerRegistry handlers =
                Wanted.handlers(this::stack)
                        .add(
                                FLAKY,
                                (noop, context) ->
                                        Outcome.failed(Failure.of("Flaky", "not yet"), FAR))
                        .build();
        List<String> queues =
                Stream.concat(Wanted.queues().stream(), Stream.of(FLAKY.queue()))
                        .distinct()
                        .toList();
        try (Crew crew = Crew.start(site, size.threads(), handlers, queues)) {
            new DeadFill(site, size, progress).enqueue();
            new Filling(site, progress).enqueue(SOME, number -> FLAKY.job(Noop.job(number).args()));
            await("retrying", () -> Stats.read(site.store()).retrying() >= SOME);
            touch();
        }
    }

    // As deep as those of services are; of all others a frame, or a million would be gigabytes.
    private String stack(Wanted args) {
        boolean late = args.photoId() > size.jobs() / 10 - Math.max(1, size.jobs() / SOME);
        return late ? FRAME + "\n\tat org.example.Service.call(Service)".repeat(FRAMES) : FRAME;
    }

    private void touch() throws InterruptedException {
        FailureTriage triage = new FailureTriage(site.store());
        AuditLog audit = new AuditLog(site.store());
        List<FailureGroup> groups =
                new FailureGroups(site.store())
                        .list(Listing.NEWLY_SEEN, Optional.empty(), TOUCHED)
                        .groups();
        for (FailureGroup group : groups) {
            triage.assign(group.id(), WHO, WHO);
            triage.note(group.id(), "The database of shard 3 is being looked at.", WHO);
        }
        Instant later = Instant.ofEpochMilli(site.store().timeMillis()).plus(FAR);
        groups.stream().limit(TOUCHED / 4).forEach(one -> triage.mute(one.id(), later, WHO));
        groups.stream().skip(TOUCHED / 2).forEach(one -> triage.resolve(one.id(), WHO));
        for (int i = 0; i < NOTED; i++) {
            audit.add(new Act(WHO, "127.0.0.1", "queue pause", "deep"), Phase.DONE, "paused");
        }
        Operations operations = new Operations(site.store());
        List<Long> numbers = new ArrayList<>();
        for (FailureGroup group : groups.subList(0, Math.min(OPERATIONS, groups.size()))) {
            Selection selection = Selection.ALL.ofGroup(group.id());
            numbers.add(operations.start(new Plan(Action.RETRY, selection, Pace.DEFAULT, WHO)));
        }
        // Their jobs die again, and so each stops by itself.
        await("stopped", () -> numbers.stream().noneMatch(one -> runs(operations, one)));
    }

    private static boolean runs(Operations operations, long number) {
        return operations
                .find(number)
                .map(Operation::state)
                .filter(OperationState::isActive)
                .isPresent();
    }

    private static void await(String what, java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        if (!Patience.await(condition, LOOK, SOON)) {
            throw new BenchFailedException(
                    "cannot measure pages: expected all "
                            + what
                            + " within "
                            + SOON
                            + ", found some that are not; run fewer --jobs");
        }
    }
}
