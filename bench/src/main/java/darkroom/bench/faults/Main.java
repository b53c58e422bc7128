package darkroom.bench.faults;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** The entry of {@code bench/faults}. */
public final class Main {
    private Main() {}

    /** Takes words as {@link FaultsOptions#USAGE} has them. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(
                run(
                        List.of(args),
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
    }

    /**
     * Runs faults.
     *
     * @return 0 nothing lost, unexpected or double, and every control lost jobs; 1 not so; 2 wrong
     *     arguments
     */
    public static int run(List<String> words, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        if (words.contains("--help")) {
            out.println(FaultsOptions.USAGE);
            out.flush();
            return 0;
        }
        try {
            int seed = 1 + new SecureRandom().nextInt(1_000_000);
            FaultsOptions options = FaultsOptions.parse(words, seed);
            return new Faults(options, InstantSource.system(), out, err).run();
        } catch (IllegalArgumentException e) {
            err.println("bench/faults: " + e.getMessage());
            err.flush();
            return 2;
        }
    }
}
