package darkroom.cli.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks that look at one line, or one file, as plain text. */
final class LineChecks {
    private static final int COLUMNS_MAX = 100;
    private static final int JAVA_LINES_MAX = 400;

    /** Stories of a whole service are longer than what they tell of. */
    private static final int TEST_LINES_MAX = 600;

    // Put together here, so that this file does not hold what it looks for.
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.~}*-])/(" + "work|root|home|Users)/");
    private static final Pattern REGISTRY =
            Pattern.compile(
                    "(repo1?\\.maven\\.|registry\\.npmjs|deb\\.debian\\.|proxy\\.golang\\.|"
                            + "pypi\\.|(docker|ghcr)\\.io|arti"
                            + "factory|\\bnex"
                            + "us\\b)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

    private LineChecks() {}

    /** Code other than Java, whose lines the formatter breaks, is at most 100 columns wide. */
    static Check width() {
        return each(
                path ->
                        path.matches(
                                ".*\\.(lua|sql|sh|py|js|rb|c|css)|\\.ci/run|darkroom"
                                        + "|bench/(compare|peers/(.+/)?(run|arguments))"),
                line -> line.codePointCount(0, line.length()) > COLUMNS_MAX,
                "expected at most " + COLUMNS_MAX + " columns");
    }

    static Check machinePaths() {
        return each(
                path -> true,
                line -> MACHINE_PATH.matcher(line).find(),
                "expected no path of one machine");
    }

    static Check registries() {
        return each(
                path -> true,
                line -> REGISTRY.matcher(line).find(),
                "expected no host name of a registry: the build's settings choose it");
    }

    static Check unfinished() {
        return each(
                path -> true,
                line -> UNFINISHED.matcher(line).find(),
                "expected an issue instead of a note to ourselves");
    }

    static Check javaLength() {
        return new Check() {
            @Override
            public boolean looksAt(String path) {
                return path.endsWith(".java");
            }

            @Override
            public List<String> faults(Checkout checkout, String path) {
                int lines = checkout.lines(path).size();
                int most = path.contains("/src/test/") ? TEST_LINES_MAX : JAVA_LINES_MAX;
                return lines <= most
                        ? List.of()
                        : List.of(path + ": expected at most " + most + " lines, found " + lines);
            }
        };
    }

    private static Check each(Predicate<String> files, Predicate<String> bad, String expected) {
        return new Check() {
            @Override
            public boolean looksAt(String path) {
                return files.test(path);
            }

            @Override
            public List<String> faults(Checkout checkout, String path) {
                List<String> faults = new ArrayList<>();
                int number = 0;
                for (String line : checkout.lines(path)) {
                    number++;
                    if (bad.test(line)) {
                        faults.add(path + ":" + number + ": " + expected + ", found: " + line);
                    }
                }
                return faults;
            }
        };
    }
}
