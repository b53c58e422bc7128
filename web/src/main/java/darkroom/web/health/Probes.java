package darkroom.web.health;

import darkroom.jobs.check.RoundTrip;
import java.util.List;
import java.util.Optional;

/**
 * What a process answers to who asks whether it is well.
 *
 * @param liveness whether it is alive
 * @param checks what must work for it to be ready
 * @param roundTrip sends a job through the whole system; none: it cannot be asked for that
 */
public record Probes(
        Liveness liveness, List<ReadinessCheck> checks, Optional<RoundTrip> roundTrip) {
    /** Keeps a copy. */
    public Probes {
        checks = List.copyOf(checks);
    }

    /** Alive as long as it answers. */
    public static Probes of(List<ReadinessCheck> checks) {
        return new Probes(() -> "", checks, Optional.empty());
    }

    /** The same, alive as {@code liveness} says. */
    public Probes withLiveness(Liveness liveness) {
        return new Probes(liveness, checks, roundTrip);
    }

    /** The same, able to send a job through the whole system. */
    public Probes withRoundTrip(RoundTrip trip) {
        return new Probes(liveness, checks, Optional.of(trip));
    }

    /**
     * Whether a process does anything at all. It must ask nobody else: one that is restarted
     * because Redis is away is away itself when Redis is back.
     */
    @FunctionalInterface
    public interface Liveness {
        /** Why it is to be restarted; empty while it is alive. */
        String fault();
    }
}
