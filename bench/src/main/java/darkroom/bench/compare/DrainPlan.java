package darkroom.bench.compare;

import darkroom.bench.compare.Contestant.Ground;
import darkroom.bench.compare.Contestant.Placement;
import darkroom.embedded.RedisOptions.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A full queue is drained: ours, the floor and the peers, then ours in other shapes. */
final class DrainPlan {
    private static final String TRIAL = "drain";
    private static final int THREADS = 50;

    /** What drains fastest on two cores. */
    private static final Map<String, Integer> BEST_THREADS =
            Map.of("jesque", 10, "gearmand", 50, "bullmq", 50, "beequeue", 200, "sidekiq", 5);

    /** How many more jobs gearmand gets than the peers on Redis: it is faster. */
    static final int GEARMAND_TIMES = 4;

    /** Rounds of one machine differ by as much: within it, two figures are alike. */
    private static final double FLAT = 0.9;

    private static final double OF_JESQUE = 30;
    private static final double OF_GEARMAND = 5;
    private static final double OF_OTHERS_ON_REDIS = 9;
    private static final double OF_FLOOR = 0.65;
    private static final double CALLS_A_JOB = 0.05;
    private static final double FSYNC = 0.75;

    private final Lineup lineup;
    private final Sizes sizes;

    DrainPlan(Lineup lineup, Sizes sizes) {
        this.lineup = lineup;
        this.sizes = sizes;
    }

    /** One worker process of ours against everybody. */
    Plan against() {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(ours(Lineup.OURS, THREADS, 1, "--floor"));
        for (String peer : lineup.peers()) {
            int jobs = sizes.peerJobs() * (peer.equals("gearmand") ? GEARMAND_TIMES : 1);
            contestants.add(
                    lineup.peer(peer, "drain", jobs, BEST_THREADS.getOrDefault(peer, THREADS)));
        }
        List<Row> rows = new ArrayList<>();
        rate(rows, OF_JESQUE, List.of("jesque"));
        rate(rows, OF_GEARMAND, List.of("gearmand"));
        rate(rows, OF_OTHERS_ON_REDIS, List.of("beequeue", "bullmq", "sidekiq"));
        rows.add(
                Row.against(
                        TRIAL,
                        of(TRIAL, Lineup.OURS),
                        Target.atLeast(OF_FLOOR),
                        Pick.row(TRIAL, Lineup.OURS, TRIAL, "of", "floor").as("floor")));
        rows.add(
                Row.alone(
                        "Redis calls a job",
                        Pick.row(TRIAL, Lineup.OURS, "drain-calls"),
                        Target.under(CALLS_A_JOB)));
        rows.add(
                Row.alone(
                        "processor time a job",
                        Pick.row(TRIAL, Lineup.OURS, "drain-cpu"),
                        Target.none()));
        return Plan.of(new Trial(TRIAL, contestants), rows);
    }

    /** Ours with more threads and more processes, against itself with fewer. */
    Plan shapes() {
        String trial = "shapes";
        List<Contestant> contestants = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        contestants.add(ours(Lineup.OURS, THREADS, 1));
        for (int threads : List.of(200, 1_000)) {
            shape(contestants, rows, trial, Numbers.of(threads) + " threads", threads, 1);
        }
        for (int processes : List.of(2, 4)) {
            shape(contestants, rows, trial, processes + " processes", THREADS, processes);
        }
        return Plan.of(new Trial(trial, contestants), rows);
    }

    /** Ours with each write on the disk before its reply, against a write a second. */
    Plan durability() {
        String trial = "fsync";
        String always = Lineup.OURS + "-always";
        String everySecond = Lineup.OURS + "-everysec";
        return Plan.of(
                new Trial(
                        trial,
                        List.of(
                                ours(always, 200, 1).on(ground(Durability.ALWAYS)),
                                ours(everySecond, 200, 1).on(ground(Durability.EVERY_SECOND)))),
                List.of(
                        Row.against(
                                "drain, appendfsync always",
                                of(trial, always),
                                Target.atLeast(FSYNC),
                                of(trial, everySecond).as("ours, everysec"))));
    }

    private void rate(List<Row> rows, double target, List<String> peers) {
        Pick[] picks =
                lineup.among(peers).stream()
                        .map(peer -> Pick.stat(TRIAL, peer, "value"))
                        .toArray(Pick[]::new);
        if (picks.length > 0) {
            rows.add(Row.against(TRIAL, of(TRIAL, Lineup.OURS), Target.atLeast(target), picks));
        }
    }

    private void shape(
            List<Contestant> contestants,
            List<Row> rows,
            String trial,
            String label,
            int threads,
            int processes) {
        String name = Lineup.OURS + "-" + threads + "-" + processes;
        contestants.add(ours(name, threads, processes));
        rows.add(
                Row.against(
                        TRIAL + ", " + label,
                        of(trial, name),
                        Target.atLeast(FLAT),
                        of(trial, Lineup.OURS).as("ours, %d threads".formatted(THREADS))));
    }

    private Contestant ours(String name, int threads, int processes, Object... more) {
        List<Object> words = new ArrayList<>();
        words.addAll(List.of(TRIAL, "--jobs", sizes.jobs(), "--threads", threads));
        words.addAll(List.of("--processes", processes, "--rounds", 1));
        words.addAll(List.of(more));
        return lineup.ours(name, words.toArray());
    }

    private static Pick of(String trial, String contestant) {
        return Pick.row(trial, contestant, "drain", "of", "ours");
    }

    private static Ground ground(Durability durability) {
        return new Ground(durability, Placement.FREE);
    }
}
