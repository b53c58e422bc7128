package darkroom.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How long a job waits for its handler: idle against the floor and the peers, and under load. */
final class PickupPlan {
    private static final String ONE_THREAD =
            "a peer on Node takes and runs a job in one thread and has no script; ours wakes one more"
                    + " thread, and a wake that meets the machine's other work is what a p99 of 3,000"
                    + " jobs shows";
    private static final String WAKES =
            "a job that comes alone costs three wakes (Redis, who listens, a worker thread) where the"
                    + " floor has two, and a script whose code has left the cache in 20 ms of silence"
                    + " (85 us, 7 when warm); both run on waking cores. Tried: asking Redis after the"
                    + " wake-up (0.73 to 0.84 ms), a worker that is woken beforehand and spins (no"
                    + " gain), the job run by who listens, in pairs with this (0.57 against 0.60 to"
                    + " 0.75 ms: a tenth, for a subscription that a slow job would block)";

    private static final String ROW = "pickup";
    private static final String TRIAL = "pickup";
    private static final int THREADS = 50;
    private static final int PEER_THREADS = 10;
    private static final int JOBS_A_SECOND = 50;
    private static final double P50_OF_FLOOR = 1.5;
    private static final double P99_MILLIS = 2;
    private static final double LOADED_P99_MILLIS = 10;

    private final Lineup lineup;
    private final Sizes sizes;

    PickupPlan(Lineup lineup, Sizes sizes) {
        this.lineup = lineup;
        this.sizes = sizes;
    }

    /** A job each 20 ms. */
    Plan idle() {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(ours("0", "--floor"));
        for (String peer : lineup.among(Lineup.ON_REDIS)) {
            int jobs = sizes.seconds() * JOBS_A_SECOND;
            contestants.add(lineup.peer(peer, ROW, jobs, PEER_THREADS));
        }
        List<Row> rows = new ArrayList<>();
        rows.add(
                Row.against(
                                "pick-up when idle, p50",
                                of(TRIAL, "ours", "p50", "idle"),
                                Target.atMost(P50_OF_FLOOR),
                                of(TRIAL, "floor", "p50", "idle").as("bare BLMOVE"))
                        .limitedBy(WAKES));
        rows.add(
                Row.alone(
                        "pick-up when idle, p99",
                        of(TRIAL, "ours", "p99", "idle"),
                        Target.under(P99_MILLIS)));
        if (!lineup.among(Lineup.ON_REDIS).isEmpty()) {
            for (String at : List.of("p50", "p99")) {
                rows.add(
                        Row.against(
                                        "pick-up when idle, " + at,
                                        of(TRIAL, "ours", at, "idle"),
                                        Target.atMost(1),
                                        lineup.among(Lineup.ON_REDIS).stream()
                                                .map(peer -> Pick.stat(TRIAL, peer, at))
                                                .toArray(Pick[]::new))
                                .limitedBy(at.equals("p99") ? ONE_THREAD : WAKES));
            }
        }
        return Plan.of(new Trial(TRIAL, contestants), rows);
    }

    /** At parts of the drain rate. */
    Plan loaded() {
        String trial = "pickup-loaded";
        List<Row> rows =
                Stream.of("10%", "50%", "90%")
                        .map(
                                load ->
                                        Row.alone(
                                                "pick-up at " + load + " of the drain rate, p99",
                                                of(trial, "ours", "p99", load),
                                                load.equals("50%")
                                                        ? Target.under(LOADED_P99_MILLIS)
                                                        : Target.none()))
                        .toList();
        return Plan.of(new Trial(trial, List.of(ours("10,50,90"))), rows);
    }

    private Contestant ours(String load, Object... more) {
        List<Object> words = new ArrayList<>();
        words.addAll(List.of(ROW, "--load", load, "--threads", THREADS));
        words.addAll(List.of("--seconds", sizes.seconds(), "--rounds", 1));
        words.addAll(List.of(more));
        return lineup.ours(Lineup.OURS, words.toArray());
    }

    private static Pick of(String trial, String of, String at, String load) {
        return Pick.row(trial, Lineup.OURS, ROW, "of", of, "at", at, "load", load);
    }
}
