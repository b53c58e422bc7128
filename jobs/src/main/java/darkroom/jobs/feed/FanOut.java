package darkroom.jobs.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A fan-out that has begun, as its row says. Immutable.
 *
 * @param photoId the photo
 * @param ownerId whose followers it goes to
 * @param job the id of the job that does it
 */
public record FanOut(long photoId, long ownerId, String job, Extent extent, Times times) {
    /** Whether it goes on. */
    public enum State {
        RUNNING,
        DONE,
        CANCELLED;

        /** In small letters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How far it is.
     *
     * @param cursor the last follower whose entry is written, 0 before the first
     * @param written entries, counted by the page
     * @param followers of its owner when it began; empty where that is not known
     * @param pages that were written; 0 for all before builds that count them
     */
    public record Extent(long cursor, long written, OptionalLong followers, int pages) {}

    /**
     * When what happened, by its database's clock.
     *
     * @param begun empty where that is not known
     * @param moved when its last page was written; empty before the first
     * @param cancelledBy who did; empty where nobody has
     * @param asOf when this was read
     */
    public record Times(
            Optional<Instant> begun,
            Optional<Instant> moved,
            Optional<Instant> done,
            Optional<Instant> cancelled,
            String cancelledBy,
            Instant asOf) {
        /** When it ended, if it has. */
        public Optional<Instant> ended() {
            return done.or(() -> cancelled);
        }
    }

    /** Whether it goes on. */
    public State state() {
        if (times.done().isPresent()) {
            return State.DONE;
        }
        return times.cancelled().isPresent() ? State.CANCELLED : State.RUNNING;
    }

    /** How long since it began, to its end or to now; empty where its begin is not known. */
    public Optional<Duration> age() {
        return times.begun()
                .map(begun -> Duration.between(begun, times.ended().orElse(times.asOf())));
    }

    /** Entries a second since it began; empty where that is not known, or not yet to be told. */
    public OptionalDouble rate() {
        double seconds = age().orElse(Duration.ZERO).toMillis() / 1e3;
        return seconds > 0 ? OptionalDouble.of(extent.written() / seconds) : OptionalDouble.empty();
    }

    /** What an audit log says of it. */
    public String summary() {
        String of = extent.followers().isPresent() ? " of " + extent.followers().getAsLong() : "";
        return "%s, %d%s entries written in %d pages, cursor %d"
                .formatted(state().word(), extent.written(), of, extent.pages(), extent.cursor());
    }
}
