package darkroom.cli.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every test that a page names as {@code Class#method} is there. */
final class NamedTests implements Check {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*)#(\\w+)`");

    @Override
    public boolean looksAt(String path) {
        return path.endsWith(".md");
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        List<String> faults = new ArrayList<>();
        Matcher named = NAMED.matcher(checkout.text(path));
        while (named.find()) {
            if (!isThere(checkout, named.group(1), named.group(2))) {
                faults.add(path + ": expected a test " + named.group() + ", found none");
            }
        }
        return faults;
    }

    private static boolean isThere(Checkout checkout, String type, String method) {
        return checkout.paths().stream()
                .filter(file -> file.contains("/src/test/") && file.endsWith("/" + type + ".java"))
                .anyMatch(file -> checkout.text(file).contains("void " + method + "("));
    }
}
