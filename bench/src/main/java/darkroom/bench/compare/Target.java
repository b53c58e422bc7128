package darkroom.bench.compare;

/**
 * What a row has to reach.
 *
 * @param limit of the ratio ours to the peer's, or of ours in its unit
 */
record Target(Bound bound, double limit) {
    /** What is bounded, and on which side. */
    enum Bound {
        /** Ours is at least so many times the peer's; more is better. */
        RATIO_AT_LEAST,
        /** Ours is at most so many times the peer's; less is better. */
        RATIO_AT_MOST,
        /** Ours is under the limit; there is no peer. */
        VALUE_UNDER,
        /** None is set: it is shown for comparison; more is better. */
        NONE
    }

    static Target atLeast(double ratio) {
        return new Target(Bound.RATIO_AT_LEAST, ratio);
    }

    static Target atMost(double ratio) {
        return new Target(Bound.RATIO_AT_MOST, ratio);
    }

    static Target under(double value) {
        return new Target(Bound.VALUE_UNDER, value);
    }

    static Target none() {
        return new Target(Bound.NONE, 0);
    }

    /** Whether ours is set against another figure. */
    boolean isOfRatio() {
        return bound == Bound.RATIO_AT_LEAST || bound == Bound.RATIO_AT_MOST;
    }

    /** Whether a lower figure is the better one. */
    boolean lowerIsBetter() {
        return bound == Bound.RATIO_AT_MOST || bound == Bound.VALUE_UNDER;
    }

    /**
     * Whether ours, or its ratio to the peer's, reaches it; what is not bounded is not looked at.
     */
    boolean isMetBy(double ours, double ratio) {
        return switch (bound) {
            case RATIO_AT_LEAST -> ratio >= limit;
            case RATIO_AT_MOST -> ratio <= limit;
            case VALUE_UNDER -> ours < limit;
            case NONE -> true;
        };
    }

    /** Such as {@code >= 30 x} or {@code < 2 ms}; empty if there is none. */
    String text(String unit) {
        return switch (bound) {
            case RATIO_AT_LEAST -> ">= " + Numbers.of(limit) + " x";
            case RATIO_AT_MOST -> "<= " + Numbers.of(limit) + " x";
            case VALUE_UNDER -> "< " + Numbers.of(limit) + " " + unit;
            case NONE -> "";
        };
    }
}
