package darkroom.web.dashboard;

import darkroom.jobs.feed.FanOutBoard;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a dashboard knows beside Redis.
 *
 * @param dead of dead jobs
 * @param fanOuts gives those of the service; asked when somebody looks, and none where no database
 *     was given
 */
public record BesideRedis(DeadSources dead, Supplier<Optional<FanOutBoard>> fanOuts) {
    /** Nothing. */
    public static final BesideRedis NONE = new BesideRedis(DeadSources.NONE, Optional::empty);
}
