package darkroom.web.health;

import java.time.Duration;
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

    private static final String STOPPING = "the server is stopping";

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
    Finding finding(CompletableFuture<Answer> future) {
        try {
            return new Finding(check, future.get(leftMillis(), TimeUnit.MILLISECONDS).fault());
        } catch (TimeoutException e) {
            return new Finding(check, tooSlow());
        } catch (ExecutionException e) {
            return new Finding(check, "the check itself failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Finding(check, STOPPING);
        }
    }

    private synchronized String tooSlow() {
        Answer known = latest;
        String before =
                known == null || known.fault().isEmpty() ? "" : "; before that: " + known.fault();
        return "no answer within " + timeout.toMillis() + " ms" + before;
    }

    // Counted from its begin: while a check hangs, whoever asks again is answered at once.
    private synchronized long leftMillis() {
        return timeout.minusNanos(System.nanoTime() - begun).toMillis();
    }

    private Answer run() {
        try {
            Answer answer = new Answer(probe(), System.nanoTime());
            note(answer);
            return answer;
        } finally {
            synchronized (this) {
                running = null;
            }
        }
    }

    private String probe() {
        try {
            check.probe().run();
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return STOPPING;
        } catch (Exception e) {
            String message = e.getMessage();
            return message == null ? e.getClass().getSimpleName() : message;
        }
    }

    private synchronized void note(Answer answer) {
        latest = answer;
        boolean fails = !answer.fault().isEmpty();
        if (fails == failing) {
            return;
        }
        failing = fails;
        if (fails) {
            LOG.atWarn()
                    .addKeyValue("check", check.name())
                    .addKeyValue("address", check.address())
                    .addKeyValue("why", answer.fault())
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
    record Answer(String fault, long nanos) {}
}
