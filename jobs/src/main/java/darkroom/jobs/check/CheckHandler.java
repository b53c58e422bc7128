package darkroom.jobs.check;

import darkroom.jobs.shards.RefusedDatabaseException;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.SqlFailureException;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to every database. A check whose time is over does nothing, so that an outage leaves no
 * heap of them; and one that fails is tried again until then, and is never dead.
 */
public final class CheckHandler implements JobHandler<CheckJob> {
    private static final Logger LOG = LoggerFactory.getLogger(CheckHandler.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Shards shards;
    private final InstantSource clock;

    /** Writes to the databases of {@code shards}. */
    public CheckHandler(Shards shards, InstantSource clock) {
        this.shards = shards;
        this.clock = clock;
    }

    @Override
    public Outcome handle(CheckJob job, JobContext context) {
        if (clock.millis() > job.until()) {
            return Outcome.completed();
        }
        try {
            shards.probe();
            return Outcome.completed();
        } catch (RefusedDatabaseException | SqlFailureException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("check cannot write");
            return Outcome.snoozed(PAUSE);
        }
    }
}
