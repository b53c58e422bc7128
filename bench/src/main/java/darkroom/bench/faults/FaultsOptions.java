package darkroom.bench.faults;

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
record FaultsOptions(Extent extent, Form form, Optional<Path> page, Optional<Path> redisServer) {
    /** How to call it. */
    static final String USAGE =
            """
            Usage: bench/faults [--short | --long] [--rounds N] [--jobs N] [--only NAME,...]
                                [--seed N] [--at-once N] [--json] [--write PAGE]
                                [--redis-server PROGRAM]
            Kills and breaks whatever the queue relies on, and counts what became of the jobs.
              --short         every fault, within ten minutes; the default
              --long          fifty rounds of ten thousand jobs each: more than an hour
              --rounds        of each fault
              --jobs          in each round
              --only          these faults; an unknown one lists all
              --seed          chooses the moments; it is printed
              --at-once       so many at once, each on servers of its own; default 1
              --json          one JSON object a fault instead of the table
              --write         also write the table into the marked section of this page
              --redis-server  on this Redis instead of the embedded one
            Exit code: 0 nothing lost, unexpected or double, and every control lost jobs;
            1 not so; 2 wrong arguments.\
            """;

    private static final int ROUNDS_MAX = 10_000;
    private static final int JOBS_MAX = 100_000;
    private static final int ROUNDS_LONG = 50;
    private static final int ROUNDS_SHORT = 1;
    private static final int JOBS_LONG = 10_000;
    private static final int JOBS_SHORT = 4_000;
    private static final int AT_ONCE_MAX = 64;

    /** How results are printed. */
    enum Form {
        TABLE,
        JSON
    }

    /**
     * How much is done.
     *
     * @param only faults of these names; all if there are none
     * @param atOnce how many are played at the same time
     */
    record Extent(int rounds, int jobs, long seed, List<String> only, int atOnce) {
        Extent {
            only = List.copyOf(only);
        }

        Extent sized(int newRounds, int newJobs) {
            return new Extent(newRounds, newJobs, seed, only, atOnce);
        }

        Extent seeded(long newSeed) {
            return new Extent(rounds, jobs, newSeed, only, atOnce);
        }

        Extent only(List<String> names) {
            return new Extent(rounds, jobs, seed, names, atOnce);
        }

        Extent atOnce(int newAtOnce) {
            return new Extent(rounds, jobs, seed, only, newAtOnce);
        }
    }

    /**
     * Reads words.
     *
     * @param seed unless one is given
     * @throws IllegalArgumentException if one is not understood
     */
    static FaultsOptions parse(List<String> words, long seed) {
        Deque<String> left = new ArrayDeque<>(words);
        Extent extent = new Extent(ROUNDS_SHORT, JOBS_SHORT, seed, List.of(), 1);
        Form form = Form.TABLE;
        Optional<Path> page = Optional.empty();
        Optional<Path> redisServer = Optional.empty();
        while (!left.isEmpty()) {
            String flag = left.pop();
            switch (flag) {
                case "--short" -> extent = extent.sized(ROUNDS_SHORT, JOBS_SHORT);
                case "--long" -> extent = extent.sized(ROUNDS_LONG, JOBS_LONG);
                case "--json" -> form = Form.JSON;
                case "--rounds" ->
                        extent = extent.sized(number(flag, left, ROUNDS_MAX), extent.jobs());
                case "--jobs" ->
                        extent = extent.sized(extent.rounds(), number(flag, left, JOBS_MAX));
                case "--seed" -> extent = extent.seeded(number(flag, left, Integer.MAX_VALUE));
                case "--at-once" -> extent = extent.atOnce(number(flag, left, AT_ONCE_MAX));
                case "--only" -> extent = extent.only(names(flag, left));
                case "--write" -> page = Optional.of(value(flag, left, Path::of));
                case "--redis-server" -> redisServer = Optional.of(value(flag, left, Path::of));
                default -> throw new IllegalArgumentException("unknown: " + flag + "\n" + USAGE);
            }
        }
        return new FaultsOptions(extent, form, page, redisServer);
    }

    private static <T> T value(String flag, Deque<String> left, Function<String, T> parse) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(flag + ": expected a value, found none");
        }
        return parse.apply(left.pop());
    }

    private static List<String> names(String flag, Deque<String> left) {
        return value(flag, left, text -> Arrays.asList(text.split(",", -1)));
    }

    private static int number(String flag, Deque<String> left, int most) {
        String text = value(flag, left, word -> word);
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return (int) number;
            }
        }
        throw new IllegalArgumentException(flag + ": expected 1.." + most + ", found " + text);
    }
}
