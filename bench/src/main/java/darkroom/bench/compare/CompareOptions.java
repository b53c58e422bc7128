package darkroom.bench.compare;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was asked for.
 *
 * @param page whose marked section is written
 * @param redisServer instead of the embedded one
 */
record CompareOptions(
        Lineup lineup, Extent extent, Form form, Optional<Path> page, Optional<Path> redisServer) {
    /** How to call it. */
    static final String USAGE =
            """
            Usage: bench/compare [--quick] [--rounds N] [--json] [--write PAGE]
                                 [--redis-server PROGRAM] [--only TRIAL,...] [--peers NAME,...]
                                 [--jobs-max N]
            Runs Darkroom, the least that Redis and Jedis need, and other job queues in turn.
              --quick         fewer and smaller rounds, within three minutes
              --rounds        of each; default 3
              --json          one JSON object a row instead of the table
              --write         also write the table into the marked section of this page
              --redis-server  on this Redis instead of the embedded one
              --only          these trials; an unknown one lists all
              --peers         these peers instead of all
              --jobs-max      at most so many jobs in each measurement
            Exit code: 0 all that is installed was measured, 1 something failed, 2 wrong arguments.\
            """;

    private static final int ROUNDS_MAX = 100;
    private static final int JOBS_MAX = 1_000_000;

    /** How results are printed. */
    enum Form {
        TABLE,
        JSON
    }

    /** How long it takes. */
    enum Pace {
        FULL,
        QUICK
    }

    /**
     * How much is measured.
     *
     * @param only trials of these names; all if there are none
     */
    record Extent(Pace pace, int rounds, int jobsMax, List<String> only) {
        Extent {
            only = List.copyOf(only);
        }

        Sizes sizes() {
            return (pace == Pace.QUICK ? Sizes.QUICK : Sizes.FULL).atMost(jobsMax);
        }
    }

    /**
     * Reads words.
     *
     * @param home the checkout
     * @param darkroom the command that runs ours
     * @throws IllegalArgumentException if one is not understood
     */
    static CompareOptions parse(Path home, List<String> darkroom, List<String> words) {
        Deque<String> left = new ArrayDeque<>(words);
        Pace pace = Pace.FULL;
        Form form = Form.TABLE;
        int rounds = 3;
        int jobsMax = JOBS_MAX;
        List<String> only = List.of();
        List<String> peers = Lineup.PEERS;
        Optional<Path> page = Optional.empty();
        Optional<Path> redisServer = Optional.empty();
        while (!left.isEmpty()) {
            String flag = left.pop();
            switch (flag) {
                case "--quick" -> pace = Pace.QUICK;
                case "--json" -> form = Form.JSON;
                case "--rounds" -> rounds = number(flag, left, ROUNDS_MAX);
                case "--jobs-max" -> jobsMax = number(flag, left, JOBS_MAX);
                case "--only" -> only = names(flag, left);
                case "--peers" -> peers = known(names(flag, left));
                case "--write" -> page = Optional.of(value(flag, left, Path::of));
                case "--redis-server" -> redisServer = Optional.of(value(flag, left, Path::of));
                default -> throw new IllegalArgumentException("unknown: " + flag + "\n" + USAGE);
            }
        }
        Lineup lineup = new Lineup(home, darkroom, peers);
        return new CompareOptions(
                lineup, new Extent(pace, rounds, jobsMax, only), form, page, redisServer);
    }

    private static <T> T value(String flag, Deque<String> left, Function<String, T> parse) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(flag + ": expected a value, found none");
        }
        return parse.apply(left.pop());
    }

    private static int number(String flag, Deque<String> left, int most) {
        String text = value(flag, left, word -> word);
        if (text.matches("[0-9]{1,7}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(flag + ": expected 1.." + most + ", found " + text);
    }

    private static List<String> names(String flag, Deque<String> left) {
        return value(flag, left, text -> Arrays.asList(text.split(",", -1)));
    }

    private static List<String> known(List<String> peers) {
        List<String> unknown = peers.stream().filter(peer -> !Lineup.PEERS.contains(peer)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--peers: expected some of " + Lineup.PEERS + ", found " + unknown);
        }
        return peers;
    }
}
