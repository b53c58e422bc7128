package darkroom.cli.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A moment as a person gives it: some time ago, or a time of day.
 *
 * @param ago how long ago; empty if a time was given
 * @param at the time; empty if it is so long ago
 */
public record Moment(Optional<Duration> ago, Optional<Instant> at) {
    /**
     * Reads {@code 90}, {@code 30m}, {@code 1h30m}, {@code 3d}, which are ago, or {@code
     * 2026-11-26T03:00:00Z}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Moment parse(String text) {
        Optional<Duration> ago = DurationText.parse(text);
        if (ago.isPresent()) {
            return new Moment(ago, Optional.empty());
        }
        try {
            return new Moment(Optional.empty(), Optional.of(Instant.parse(text)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "cannot read a time: expected one such as 30m, 2h, 3d (ago) or"
                            + " 2026-11-26T03:00:00Z, found "
                            + Faults.quoted(text)
                            + "; write it so",
                    e);
        }
    }

    /** By a clock that shows this; never before 1970. */
    public Instant by(long epochMillis) {
        Instant now = Instant.ofEpochMilli(epochMillis);
        Instant moment = at.orElseGet(() -> now.minus(ago.orElse(Duration.ZERO)));
        return moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment;
    }
}
