package darkroom.bench.faults;

import darkroom.bench.BenchFailedException;
import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.ScriptTrap;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One round: its jobs come and run while a fault is injected. For the round's thread. */
final class Scene {
    private static final Duration MOMENT_MAX = Duration.ofSeconds(30);
    private static final Duration SNAP_MAX = Duration.ofSeconds(5);
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int PACED_MILLIS_MAX = 2_000;
    private static final int BEHIND_MAX = 2_000;
    private static final int CHILD_PAUSE_MICROS = 5_000;
    private static final int HELD_MAX = 10_000;
    private static final int[] MICROS = {0, 500, 2_000};
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

    private final Stage stage;
    private final Book book;
    private final int jobs;
    private final SplittableRandom random;
    private final Map<String, String> idsBefore;
    private final Set<Integer> inHand = new HashSet<>();
    private final Set<Integer> killedChildren = new HashSet<>();
    private final CountDownLatch killed = new CountDownLatch(1);
    private Enqueuing.Shape shape;
    private Thread enqueuer = new Thread(() -> {});
    private @Nullable Child enqueuingChild;
    private volatile long endedNanos;
    private volatile int acknowledgedAtEnd;
    private volatile boolean anyKilled;
    private volatile boolean struck = true;

    Scene(Stage stage, Book book, int jobs, SplittableRandom random) {
        this.stage = stage;
        this.book = book;
        this.jobs = jobs;
        this.random = random;
        this.idsBefore = stage.setting().has(Part.POP) ? Map.of() : stage.ids();
        int micros = MICROS[random.nextInt(MICROS.length)];
        this.shape =
                new Enqueuing.Shape(book.round(), random.nextLong(), micros, 0, Probe.Point.NONE);
    }

    Stage stage() {
        return stage;
    }

    SplittableRandom random() {
        return random;
    }

    Book book() {
        return book;
    }

    int jobs() {
        return jobs;
    }

    Enqueuing.Shape shape() {
        return shape;
    }

    /** Changes what the round's jobs are like, before they come. */
    void shape(Enqueuing.Shape newShape) {
        shape = newShape;
    }

    /** Lets the jobs come; from a child, if the setting has one, until that is gone. */
    void begin() throws InterruptedException {
        if (stage.setting().has(Part.ENQUEUER)) {
            Child child = stage.spares().take();
            child.order(
                    shape.in(Order.to(Order.Verb.ENQUEUE))
                            .with("port", stage.victimWay().port())
                            .with("namespace", stage.store().address().namespace())
                            .with("from", 0)
                            .with("jobs", jobs)
                            .with("pause", CHILD_PAUSE_MICROS));
            enqueuingChild = child;
        } else {
            enqueueRest();
        }
    }

    /** Lets the jobs come that have not. */
    void enqueueRest() {
        enqueuer = new Thread(this::enqueue, "faults-enqueuer");
        enqueuer.setDaemon(true);
        enqueuer.start();
    }

    /** Lets no more jobs come than have been sent. */
    void stopEnqueuing() {
        enqueuer.interrupt();
    }

    private void enqueue() {
        if (stage.setting().has(Part.OUTBOX)) {
            stage.outbox().enqueue(shape, jobs, this::pace, book);
        } else if (stage.setting().has(Part.POP)) {
            PopWorker.enqueue(stage.redis().uri().getPort(), shape, jobs, this::pace, book);
        } else {
            new Enqueuing(stage.client(), shape, book).run(first(), jobs - done(), this::pace);
        }
    }

    private int first() {
        return stage.setting().has(Part.ENQUEUER) ? Book.numbersFor(jobs) / 2 : 0;
    }

    private int done() {
        return book.acknowledgedCount();
    }

    private void pace(int count) {
        if (shape.delayMillis() > PACED_MILLIS_MAX) {
            return;
        }
        try {
            book.awaitBehind(BEHIND_MAX, PACE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a part of the jobs has come that the seed chose, and a little longer. */
    void awaitMoment() throws InterruptedException {
        int share = (int) (jobs * random.nextDouble(0.05, 0.6));
        if (!book.awaitAcknowledged(share, MOMENT_MAX.toNanos())) {
            throw new BenchFailedException(
                    "cannot reach the moment of the fault: expected "
                            + share
                            + " jobs acknowledged within "
                            + MOMENT_MAX
                            + ", found "
                            + book.acknowledgedCount());
        }
        Waiting.pause(Duration.ofNanos(random.nextLong(5_000_000)));
    }

    /** Waits until all jobs are acknowledged. */
    boolean awaitEnqueued(Duration most) throws InterruptedException {
        enqueuer.join(most.toMillis());
        return !enqueuer.isAlive();
    }

    /** The fault has ended now: from here on the time runs until all works again. */
    void ended() {
        endedAt(System.nanoTime());
    }

    private void endedAt(long nanos) {
        endedNanos = nanos;
        acknowledgedAtEnd = book.acknowledgedCount();
    }

    /** How many jobs had come when the fault ended. */
    int acknowledgedAtEnd() {
        return acknowledgedAtEnd;
    }

    long endedNanos() {
        return endedNanos;
    }

    /** Ends a child with SIGKILL and notes which jobs it held. From any thread. */
    void kill(Child child) {
        killAsFirst(child);
        killed.countDown();
    }

    private synchronized void noteKilled(Child child) {
        killedChildren.add(child.number());
    }

    /** Numbers of the children that were killed. */
    synchronized Set<Integer> killedChildren() {
        return Set.copyOf(killedChildren);
    }

    /** The same, though somebody else is still to be killed by a trap. */
    void killAsFirst(Child child) {
        long now = System.nanoTime();
        child.kill();
        endedAt(now);
        noteKilled(child);
        noteHeld(child);
        anyKilled = true;
    }

    /** Ends the victim with SIGKILL, unless it is gone. From any thread. */
    synchronized void killVictim() {
        if (stage.hasVictim()) {
            kill(stage.victim());
            stage.victimGone();
        }
    }

    /** Notes that the jobs which a child holds now may run again. */
    synchronized void noteHeld(Child child) {
        RedisStore store = stage.store();
        String id = idsBefore.getOrDefault(child.name(), child.name());
        for (Map.Entry<String, byte[]> job : store.scanHash(store.keys().reserved(id), HELD_MAX)) {
            Matcher number = NUMBER.matcher(new String(job.getValue(), StandardCharsets.UTF_8));
            if (number.find()) {
                inHand.add(Integer.parseInt(number.group(1)));
            }
        }
    }

    /** Sets a trap on the victim's way that kills the victim. */
    void trap(String script, ScriptTrap.Side side, int nth, int bytesMin) {
        trap(script, side, nth, bytesMin, this::killVictim);
    }

    private void trap(String script, ScriptTrap.Side side, int nth, int bytesMin, Runnable onSnap) {
        stage.victimWay().set(new ScriptTrap(script, side, nth, bytesMin, onSnap));
    }

    /** Sets a trap that kills the child which enqueues. */
    void trapEnqueuer(String script, ScriptTrap.Side side, int nth) {
        trap(script, side, nth, 0, this::killEnqueuer);
    }

    /** Sets a trap that kills the child which relays. */
    void trapRelay(String script, ScriptTrap.Side side, int nth) {
        trap(script, side, nth, 0, this::killRelay);
    }

    /** Ends the child that enqueues with SIGKILL, unless it is gone. From any thread. */
    synchronized void killEnqueuer() {
        Child child = enqueuingChild;
        if (child != null) {
            enqueuingChild = null;
            kill(child);
        }
    }

    /** Ends the child that relays with SIGKILL, unless it is gone. From any thread. */
    synchronized void killRelay() {
        if (stage.outbox().hasRelay()) {
            kill(stage.outbox().takeRelay());
        }
    }

    /** Waits until a trap has killed somebody; does so if none has snapped after a while. */
    void awaitKilled(Runnable orElse) throws InterruptedException {
        if (!killed.await(SNAP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            missed();
            orElse.run();
        }
    }

    /** The fault could not strike where it was to. */
    void missed() {
        struck = false;
    }

    /** The same unless there is a trace of it. */
    void struckOnlyIf(boolean trace) {
        if (!trace) {
            missed();
        }
    }

    boolean struck() {
        return struck;
    }

    boolean anyKilled() {
        return anyKilled;
    }

    /** Jobs that were in hand where a process was killed, frozen or cut off. */
    synchronized Set<Integer> inHand() {
        return Set.copyOf(inHand);
    }

    /** How many processes that live are not what they were: given up, and come again. */
    int givenUp() {
        Map<String, String> now = stage.ids();
        return (int)
                stage.everyWorker().stream()
                        .map(Child::name)
                        .filter(idsBefore::containsKey)
                        .filter(name -> !Objects.equals(idsBefore.get(name), now.get(name)))
                        .count();
    }
}
