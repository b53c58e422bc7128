package darkroom.workers;

import darkroom.queue.reserve.Batch;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a process that exchanges jobs with Redis: each call settles whatever has ended
 * since the last and reserves as many jobs as threads are idle. While a call is under way ends pile
 * up and share the next one; while nothing happens it sleeps.
 */
final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final Duration BACKOFF_FIRST = Duration.ofMillis(50);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Term term;
    private final ProcessSwitch process;
    private final Doorbell doorbell;
    private final StoreClock clock;
    private final Duration poll;
    private volatile boolean announced = true;
    private volatile boolean finishing;

    private @Nullable Batch unanswered;
    private boolean suspect;
    private long lastReserveNanos = System.nanoTime();
    private Duration backoff = BACKOFF_FIRST;

    Fetcher(Term term, ProcessSwitch process, Doorbell doorbell, StoreClock clock, Duration poll) {
        this.term = term;
        this.process = process;
        this.doorbell = doorbell;
        this.clock = clock;
        this.poll = poll;
    }

    /** Jobs may be waiting. */
    void announce() {
        announced = true;
        doorbell.ring();
    }

    /** Reserve nothing more; {@link #serve} returns once everything in hand is settled. */
    void finish() {
        finishing = true;
        doorbell.ring();
    }

    /**
     * Fetches until told to finish.
     *
     * @param start runs a job; called on this thread only
     * @throws ProcessLostException if the fleet has given this process up
     */
    void serve(Consumer<Reserved> start) throws InterruptedException {
        while (!(finishing && unanswered == null && !suspect && term.hand().heldCount() == 0)) {
            if (term.isLost()) {
                throw new ProcessLostException(term.membership().id());
            }
            int want = want();
            if (unanswered == null) {
                List<JobsInHand.Ended> ended = term.hand().takeEnded(Membership.SETTLE_MAX);
                if (ended.isEmpty() && (want == 0 || !mayHaveMore()) && !suspect) {
                    doorbell.await(want == 0 ? IDLE : untilPoll());
                    continue;
                }
                unanswered = batchOf(ended);
            }
            exchange(unanswered, want, start);
        }
    }

    private void exchange(Batch batch, int want, Consumer<Reserved> start)
            throws InterruptedException {
        try {
            if (want > 0) {
                announced = false;
                lastReserveNanos = System.nanoTime();
            }
            Membership.Exchanged exchanged = term.membership().exchange(batch, want);
            clock.heard(exchanged.redisMillis());
            term.hand().settled(batch.settlements());
            unanswered = null;
            exchanged.reserved().forEach(start);
            if (want > 0 && exchanged.reserved().size() == want) {
                announced = true;
            }
            if (suspect) {
                adopt(start);
            }
            recovered();
        } catch (ProcessLostException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    // A reply that was lost may have reserved jobs that nobody here has heard of.
    private void adopt(Consumer<Reserved> start) {
        for (Reserved held : term.membership().held()) {
            if (!term.hand().holds(held.sequence())) {
                LOG.atInfo().addKeyValue("queue", held.queue()).log("job of a lost reply adopted");
                start.accept(held);
            }
        }
        suspect = false;
    }

    private int want() {
        if (finishing || !process.serving()) {
            return 0;
        }
        int idle = process.threads() - term.hand().runningCount();
        return Math.max(0, Math.min(idle, Membership.RESERVE_MAX));
    }

    private boolean mayHaveMore() {
        return announced || untilPoll().isZero();
    }

    private Duration untilPoll() {
        long left = poll.toNanos() - (System.nanoTime() - lastReserveNanos);
        return Duration.ofNanos(Math.max(0, left));
    }

    private Batch batchOf(List<JobsInHand.Ended> ended) {
        Map<String, Long> stats = new HashMap<>();
        for (JobsInHand.Ended end : ended) {
            end.stats().forEach((field, delta) -> stats.merge(field, delta, Long::sum));
        }
        // Latest reserved first: what goes back to the head of its queue is in order again there.
        List<Settlement> settlements =
                ended.stream()
                        .map(JobsInHand.Ended::settlement)
                        .sorted(Comparator.comparingLong(end -> -end.job().sequence()))
                        .toList();
        return term.membership().batch(settlements, stats);
    }

    private void failed(RuntimeException e) throws InterruptedException {
        if (!suspect) {
            LOG.atWarn()
                    .addKeyValue("process", term.membership().id())
                    .addKeyValue("cause", e.getMessage())
                    .log("exchange failed, trying again");
        }
        suspect = true;
        announced = true;
        doorbell.await(backoff);
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : doubled;
    }

    private void recovered() {
        if (!backoff.equals(BACKOFF_FIRST)) {
            backoff = BACKOFF_FIRST;
            LOG.atInfo().addKeyValue("process", term.membership().id()).log("exchange works again");
        }
    }
}
