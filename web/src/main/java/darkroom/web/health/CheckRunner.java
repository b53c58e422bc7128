package darkroom.web.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one check: one at a time, for at most so long, and keeps its answer for a while. */
final class CheckRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CheckRunner.class);

    private final ReadinessCheck check;
    private final Executor executor;
    private final Duration timeout;
    private final Duration freshness;
    private @Nullable Answer latest;
    private @Nullable CompletableFuture<Answer> running;
    private long begun;
    private boolean failing;

    CheckRunner(ReadinessCheck check, Executor executor, Duration timeout, Duration freshness) {
        this.check = check;
        this.executor = executor;
        this.timeout = timeout;
        this.freshness = freshness;
    }

    String name() {
        return check.name();
    }

    /** The check under way, or a new one; already done where the latest answer is fresh. */
    synchronized CompletableFuture<Answer> begin() {
        Answer known = latest;
        if (known != null && System.nanoTime() - known.nanos() < freshness.toNanos()) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Answer> current = running;
        if (current == null) {
            current = CompletableFuture.supplyAsync(this::run, executor);
            running = current;
            begun = System.nanoTime();
        }
        return current;
    }

    /** Waits for {@code future}; what takes too long has failed, and goes on behind. */
    Optional<String> fault(CompletableFuture<Answer> future) {
        try {
            return future.get(leftMillis(), TimeUnit.MILLISECONDS).fault();
        } catch (TimeoutException e) {
            return Optional.of("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of("the check itself failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the server is stopping");
        }
    }

    // Counted from its begin: while a check hangs, whoever asks again is answered at once.
    private synchronized long leftMillis() {
        return timeout.minusNanos(System.nanoTime() - begun).toMillis();
    }

    private Answer run() {
        Answer answer = new Answer(probe(), System.nanoTime());
        synchronized (this) {
            latest = answer;
            running = null;
            note(answer);
        }
        return answer;
    }

    private Optional<String> probe() {
        try {
            check.probe().run();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the server is stopping");
        } catch (Exception e) {
            String message = e.getMessage();
            return Optional.of(message == null ? e.getClass().getSimpleName() : message);
        }
    }

    private void note(Answer answer) {
        boolean fails = answer.fault().isPresent();
        if (fails == failing) {
            return;
        }
        failing = fails;
        if (fails) {
            LOG.atWarn()
                    .addKeyValue("check", check.name())
                    .addKeyValue("why", answer.fault().orElse(""))
                    .log("not ready");
        } else {
            LOG.atInfo().addKeyValue("check", check.name()).log("ready again");
        }
    }

    /**
     * What a check found.
     *
     * @param fault why it does not work; empty when it does
     * @param nanos when, by {@link System#nanoTime}
     */
    record Answer(Optional<String> fault, long nanos) {}
}
