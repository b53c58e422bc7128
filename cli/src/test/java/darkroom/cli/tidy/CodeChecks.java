package darkroom.cli.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks that need to know what is code, what is a name and what is a text. */
final class CodeChecks {
    private static final int METHOD_LINES_MAX = 40;

    /** A test tells a story; one screen is not always enough for it. */
    private static final int TEST_METHOD_LINES_MAX = 60;

    private static final Pattern SLEEP =
            Pattern.compile("(.*\\.)?(Thread|DAYS|HOURS|MINUTES|\\w*SECONDS)\\.sleep");
    private static final Pattern TOKEN = Pattern.compile("[a-z][A-Za-z0-9_.-]*");

    private CodeChecks() {}

    private static int most(String path) {
        return path.contains("/src/test/") ? TEST_METHOD_LINES_MAX : METHOD_LINES_MAX;
    }

    static Check methodLength() {
        return check(
                path -> true,
                (file, part) ->
                        part instanceof MethodTree method && file.lines(part) > most(file.path())
                                ? Optional.of(
                                        "expected a method of at most "
                                                + most(file.path())
                                                + " lines, found "
                                                + file.lines(part)
                                                + " in "
                                                + method.getName())
                                : Optional.empty());
    }

    static Check noSleepInTests() {
        return check(
                path -> path.contains("/src/test/"),
                (file, part) ->
                        part instanceof MethodInvocationTree call
                                        && SLEEP.matcher(call.getMethodSelect().toString())
                                                .matches()
                                ? Optional.of("expected a wait on a condition, found " + call)
                                : Optional.empty());
    }

    /** Names of classes, methods and variables, and texts that are one word, as in JSON. */
    static Check words() {
        return check(
                path -> path.contains("/src/main/"),
                (file, part) -> named(part).flatMap(Glossary::objectionTo));
    }

    private static Optional<String> named(Tree part) {
        if (part instanceof ClassTree type) {
            return Optional.of(type.getSimpleName().toString());
        }
        if (part instanceof MethodTree method) {
            return Optional.of(method.getName().toString());
        }
        if (part instanceof VariableTree variable) {
            return Optional.of(variable.getName().toString());
        }
        return literal(part).filter(text -> TOKEN.matcher(text).matches());
    }

    static Optional<String> literal(Tree part) {
        return part instanceof LiteralTree literal && literal.getValue() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    /** Finds a fault in one part of a file. */
    @FunctionalInterface
    interface PartCheck {
        Optional<String> fault(JavaFile file, Tree part);
    }

    static Check check(Predicate<String> files, PartCheck parts) {
        return check(files, checkout -> parts);
    }

    static Check check(Predicate<String> files, Function<Checkout, PartCheck> parts) {
        return new Check() {
            @Override
            public boolean looksAt(String path) {
                return path.endsWith(".java") && files.test(path);
            }

            @Override
            public List<String> faults(Checkout checkout, String path) {
                List<String> faults = new ArrayList<>();
                JavaFile file = checkout.java(path);
                PartCheck check = parts.apply(checkout);
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void scan(Tree part, Void nothing) {
                        if (part != null) {
                            check.fault(file, part)
                                    .ifPresent(
                                            fault ->
                                                    faults.add(
                                                            path
                                                                    + ":"
                                                                    + file.line(part)
                                                                    + ": "
                                                                    + fault));
                        }
                        return super.scan(part, null);
                    }
                }.scan(file.tree(), null);
                return faults;
            }
        };
    }
}
