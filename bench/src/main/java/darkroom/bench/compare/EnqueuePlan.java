package darkroom.bench.compare;

import darkroom.bench.compare.Contestant.Ground;
import darkroom.bench.compare.Contestant.Placement;
import darkroom.embedded.RedisOptions.Durability;
import java.util.ArrayList;
import java.util.List;

/** Jobs are enqueued in bulk, one at a time, and by many threads. */
final class EnqueuePlan {
    private static final String SCRIPT =
            "the script that checks, appends and counts costs Redis 2.6 us (on another machine 7)"
                    + " where RPUSH costs 0.3 to 0.8, a longer command and the JSON the rest, of a"
                    + " round trip of 50 to 70 us. Tried: a script of four lines that checks nothing"
                    + " (2.0 us), a plain RPUSH in a script (1.3), an empty one (0.7)";

    private static final String WRITING =
            "the floor sends texts that are there already, ours writes each job's id and JSON first"
                    + " (some 0.4 us); that is its limit where Redis is faster than that";

    private static final String ROW = "enqueue";
    private static final double BULK_OF_FLOOR = 0.8;
    private static final double ONE_OF_FLOOR = 0.85;
    private static final double SHARED_OF_ONE = 5;
    private static final int SHARING_THREADS = 64;
    private static final int ONE_PART = 10;

    private final Lineup lineup;
    private final Sizes sizes;

    EnqueuePlan(Lineup lineup, Sizes sizes) {
        this.lineup = lineup;
        this.sizes = sizes;
    }

    /** In lists of a thousand, against pipelined RPUSH of the same bytes. */
    Plan bulk() {
        String trial = "enqueue-bulk";
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(ours(Lineup.OURS, "bulk", sizes.jobs(), 1, "--floor"));
        return Plan.of(
                new Trial(trial, contestants),
                List.of(
                        Row.against(
                                        "enqueue in bulk",
                                        of(trial, Lineup.OURS, "ours"),
                                        Target.atLeast(BULK_OF_FLOOR),
                                        of(trial, Lineup.OURS, "floor").as("pipelined RPUSH"))
                                .limitedBy(WRITING)));
    }

    /** In bulk by the peers' own calls, each at its best; no target. */
    Plan peers() {
        List<Plan> plans = new ArrayList<>();
        for (String op : List.of("enqueue-bulk", "enqueue")) {
            String trial = "peers-" + op;
            boolean bulk = op.equals("enqueue-bulk");
            int jobs = bulk ? sizes.peerJobs() : sizes.oneByOneJobs() / 10;
            List<Contestant> contestants = new ArrayList<>();
            List<Row> rows = new ArrayList<>();
            Ground ground = bulk ? Ground.USUAL : apart();
            contestants.add(ours(Lineup.OURS, bulk ? "bulk" : "one", jobs, 1).on(ground));
            for (String peer : lineup.peers()) {
                contestants.add(lineup.peer(peer, op, jobs, 1).on(ground));
                rows.add(
                        Row.against(
                                bulk ? "enqueue in bulk" : "enqueue one at a time",
                                of(trial, Lineup.OURS, "ours"),
                                Target.none(),
                                Pick.stat(trial, peer, "value")));
            }
            plans.add(Plan.of(new Trial(trial, contestants), rows));
        }
        return Plan.all(plans);
    }

    /** One at a time, against a bare RPUSH, and by many threads against one. */
    Plan oneByOne() {
        String trial = "enqueue";
        String shared = Lineup.OURS + "-shared";
        Contestant one = ours(Lineup.OURS, "one", sizes.oneByOneJobs(), 1, "--floor");
        Contestant many = ours(shared, "shared", sizes.oneByOneJobs(), SHARING_THREADS);
        return Plan.of(
                new Trial(trial, List.of(one.on(apart()), many.on(apart()))),
                List.of(
                        Row.against(
                                        "enqueue one at a time",
                                        of(trial, Lineup.OURS, "ours"),
                                        Target.atLeast(ONE_OF_FLOOR),
                                        of(trial, Lineup.OURS, "floor").as("bare RPUSH"))
                                .limitedBy(SCRIPT),
                        Row.against(
                                "enqueue one at a time, 64 threads",
                                of(trial, shared, "ours"),
                                Target.atLeast(SHARED_OF_ONE),
                                of(trial, Lineup.OURS, "ours").as("ours, 1 thread"))));
    }

    private Contestant ours(String name, String mode, int jobs, int threads, Object... more) {
        List<Object> words = new ArrayList<>();
        // The verb takes a tenth of its --jobs where they go one at a time.
        int flag = mode.equals("bulk") ? jobs : jobs * ONE_PART;
        words.addAll(List.of(ROW, "--mode", mode, "--jobs", flag, "--threads", threads));
        words.addAll(List.of("--rounds", 1));
        words.addAll(List.of(more));
        return lineup.ours(name, words.toArray());
    }

    private static Pick of(String trial, String contestant, String of) {
        return Pick.row(trial, contestant, ROW, "of", of);
    }

    private static Ground apart() {
        return new Ground(Durability.NEVER, Placement.APART);
    }
}
