package darkroom.bench.compare;

/**
 * How much is run in a round.
 *
 * @param jobs of ours
 * @param peerJobs of a peer, which is slower
 * @param oneByOneJobs that are enqueued one at a time
 * @param seconds that a load takes which is bounded by time
 */
record Sizes(int jobs, int peerJobs, int oneByOneJobs, int seconds) {
    /** What the targets are for. */
    static final Sizes FULL = new Sizes(1_000_000, 50_000, 200_000, 10);

    /** For a look within three minutes. */
    static final Sizes QUICK = new Sizes(200_000, 10_000, 20_000, 3);

    /** The same with at most so many jobs in each, and not longer than a second if they are few. */
    Sizes atMost(int most) {
        return new Sizes(
                Math.min(jobs, most),
                Math.min(peerJobs, most),
                Math.min(oneByOneJobs, most),
                most < oneByOneJobs ? 1 : seconds);
    }
}
