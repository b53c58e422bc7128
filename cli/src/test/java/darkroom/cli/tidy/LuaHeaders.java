package darkroom.cli.tidy;

import java.util.ArrayList;
import java.util.List;

/**
 * A script starts with its contract: its name and what it does, what it guarantees or returns, and
 * its KEYS and ARGV.
 */
final class LuaHeaders implements Check {
    @Override
    public boolean looksAt(String path) {
        return path.endsWith(".lua");
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        String header =
                String.join(
                        "\n",
                        checkout.lines(path).stream()
                                .takeWhile(line -> line.startsWith("--"))
                                .toList());
        List<String> faults = new ArrayList<>();
        expect(header.startsWith("-- " + name(path) + " — "), "its own name first", path, faults);
        expect(
                header.contains("\n-- Guarantee:") || header.contains("\n-- returns "),
                "a line \"-- Guarantee:\" or \"-- returns\"",
                path,
                faults);
        for (String argument : List.of("KEYS", "ARGV")) {
            expect(
                    header.contains("\n-- " + argument + "[")
                            || header.contains("\n-- " + argument + " none"),
                    "a line \"-- " + argument + "[1] …\", or \"-- " + argument + " none\"",
                    path,
                    faults);
        }
        return faults;
    }

    private static void expect(boolean found, String what, String path, List<String> faults) {
        if (!found) {
            faults.add(path + ": expected a header with " + what + ", found none");
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
