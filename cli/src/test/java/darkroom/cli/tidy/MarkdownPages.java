package darkroom.cli.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page has one title, and its links within the checkout lead somewhere. */
final class MarkdownPages implements Check {
    private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)>\\s]+)>?[^)]*\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    @Override
    public boolean looksAt(String path) {
        return path.endsWith(".md");
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        List<String> faults = new ArrayList<>();
        List<String> prose = prose(checkout, path);
        long titles = prose.stream().filter(line -> line.startsWith("# ")).count();
        if (titles != 1) {
            faults.add(path + ": expected one line \"# title\", found " + titles);
        }
        for (String line : prose) {
            Matcher link = LINK.matcher(CODE.matcher(line).replaceAll(""));
            while (link.find()) {
                if (!ELSEWHERE.matcher(link.group(1)).matches()
                        && !leadsSomewhere(checkout, path, link.group(1))) {
                    faults.add(
                            path
                                    + ": expected a link that leads somewhere, found "
                                    + link.group(1));
                }
            }
        }
        return faults;
    }

    private static boolean leadsSomewhere(Checkout checkout, String from, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target =
                file.isEmpty()
                        ? checkout.root().resolve(from)
                        : checkout.root().resolve(from).resolveSibling(file).normalize();
        if (!target.startsWith(checkout.root()) || !Files.exists(target)) {
            return false;
        }
        String path = checkout.root().relativize(target).toString().replace('\\', '/');
        return hash < 0
                || !path.endsWith(".md")
                || prose(checkout, path).stream()
                        .filter(line -> line.startsWith("#"))
                        .anyMatch(line -> anchor(line).equals(link.substring(hash + 1)));
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+\\s*", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    /** The lines outside of fenced code. */
    private static List<String> prose(Checkout checkout, String path) {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : checkout.lines(path)) {
            if (line.stripLeading().startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return prose;
    }
}
