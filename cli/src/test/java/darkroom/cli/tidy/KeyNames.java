package darkroom.cli.tidy;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of keys in Redis are put together in {@code Keys.java} and nowhere else: no other main
 * class holds a piece of one, and no script makes one.
 */
final class KeyNames implements Check {
    private static final String KEYS = "/darkroom/queue/redis/Keys.java";
    private static final Pattern PIECE = Pattern.compile(":[a-z]+:?");
    private static final Pattern LUA_TEXT = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    @Override
    public boolean looksAt(String path) {
        return path.contains("/src/main/")
                && (path.endsWith(".lua") || path.endsWith(".java"))
                && !path.endsWith(KEYS);
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        Set<String> pieces = pieces(checkout);
        return path.endsWith(".lua")
                ? inScript(checkout, path, pieces)
                : CodeChecks.check(
                                other -> true,
                                (file, part) ->
                                        CodeChecks.literal(part)
                                                .filter(text -> holdsPiece(text, pieces))
                                                .map(KeyNames::fault))
                        .faults(checkout, path);
    }

    private static List<String> inScript(Checkout checkout, String path, Set<String> pieces) {
        List<String> faults = new ArrayList<>();
        for (String line : checkout.lines(path)) {
            Matcher text = LUA_TEXT.matcher(line.replaceFirst("--.*", ""));
            while (text.find()) {
                if (holdsPiece(text.group(), pieces)) {
                    faults.add(path + ": " + fault(text.group()));
                }
            }
        }
        return faults;
    }

    private static String fault(String text) {
        return "expected the name of a key to come from Keys, found " + text;
    }

    /** A piece counts where it starts, ends or stands between two colons; not within a sentence. */
    private static boolean holdsPiece(String text, Set<String> pieces) {
        return !text.contains(" ")
                && pieces.stream()
                        .anyMatch(piece -> (text + ":").replaceAll("['\"]", "").contains(piece));
    }

    private static Set<String> pieces(Checkout checkout) {
        Set<String> pieces = new LinkedHashSet<>();
        for (String path : checkout.paths()) {
            if (path.endsWith(KEYS)) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void scan(Tree part, Void nothing) {
                        Optional<String> text =
                                part == null ? Optional.empty() : CodeChecks.literal(part);
                        text.filter(found -> PIECE.matcher(found).matches())
                                .ifPresent(found -> pieces.add(found.replaceAll(":$", "") + ":"));
                        return super.scan(part, null);
                    }
                }.scan(checkout.java(path).tree(), null);
            }
        }
        if (pieces.isEmpty()) {
            throw new IllegalStateException(
                    "cannot check the names of keys: expected some in a file ..."
                            + KEYS
                            + ", found none");
        }
        return pieces;
    }
}
