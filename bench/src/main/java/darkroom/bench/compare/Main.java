package darkroom.bench.compare;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** The entry of {@code bench/compare}. */
public final class Main {
    private Main() {}

    /** Takes the checkout, then words as {@link CompareOptions#USAGE} has them. */
    public static void main(String[] args) throws InterruptedException {
        Path home = Path.of(args[0]);
        System.exit(
                run(
                        home,
                        List.of(home.resolve("darkroom").toString()),
                        Arrays.asList(args).subList(1, args.length),
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
    }

    /**
     * Runs one comparison.
     *
     * @param home the checkout, in which the peers are
     * @param darkroom the command that runs ours
     * @return 0 all that is installed was measured, 1 something failed, 2 wrong arguments
     */
    public static int run(
            Path home, List<String> darkroom, List<String> words, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        if (words.contains("--help")) {
            out.println(CompareOptions.USAGE);
            out.flush();
            return 0;
        }
        try {
            CompareOptions options = CompareOptions.parse(home, darkroom, words);
            return new Compare(options, InstantSource.system(), out, err).run();
        } catch (IllegalArgumentException e) {
            err.println("bench/compare: " + e.getMessage());
            err.flush();
            return 2;
        }
    }
}
