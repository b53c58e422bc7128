package darkroom.jobs.push;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of one notification. Immutable. */
final class Answer {
    private final Verdict verdict;
    private final String reason;
    private final @Nullable Instant goneSince;

    Answer(Verdict verdict, String reason, @Nullable Instant goneSince) {
        this.verdict = verdict;
        this.reason = reason;
        this.goneSince = goneSince;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Apple's word, or ours where Apple said nothing; empty when accepted. */
    String reason() {
        return reason;
    }

    /** When Apple says the app was gone from the device. */
    Optional<Instant> goneSince() {
        return Optional.ofNullable(goneSince);
    }

    /** What is to be done, best first. */
    enum Verdict {
        /** Apple took it. */
        ACCEPTED,
        /** The device is to be forgotten: no app, or no such token. */
        GONE,
        /** No other attempt can help: the fault is ours. */
        REFUSED,
        /** Another attempt can help; what was refused beside it is refused again then. */
        LATER,
        /** Nobody's notification gets through now. */
        AWAY,
        /** No answer came, so nobody's may get through; this one may have. */
        UNANSWERED,
        /** Nobody's does until a person acts: our key, our topic or the environment is wrong. */
        MISCONFIGURED
    }
}
