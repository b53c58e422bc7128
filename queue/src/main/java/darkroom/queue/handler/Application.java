package darkroom.queue.handler;

import darkroom.queue.Excerpt;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What runs in a process: for people who look at a failure.
 *
 * @param build which build it is; empty where nobody said
 * @param packages names of the packages whose code is the application's own, with all below them;
 *     the package of each handler is one of them in any case
 */
public record Application(String build, List<String> packages) {
    /** The most packages. */
    public static final int PACKAGES_MAX = 20;

    private static final Pattern BUILD = Pattern.compile("[A-Za-z0-9._+-]{0,40}");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9_$.]{1,100}");

    /** Nobody said anything. */
    public static final Application UNKNOWN = new Application("", List.of());

    /** Checks both. */
    public Application {
        packages = List.copyOf(packages);
        if (!BUILD.matcher(build).matches()) {
            throw new IllegalArgumentException(
                    "cannot name a build: expected "
                            + BUILD
                            + ", found \""
                            + Excerpt.of(build)
                            + "\"; choose another name");
        }
        for (String one : packages) {
            if (!PACKAGE.matcher(one).matches()) {
                throw new IllegalArgumentException(
                        "cannot use package \""
                                + Excerpt.of(one)
                                + "\": expected a name of "
                                + PACKAGE
                                + "; correct it");
            }
        }
        if (packages.size() > PACKAGES_MAX) {
            throw new IllegalArgumentException(
                    "cannot use "
                            + packages.size()
                            + " packages: expected at most "
                            + PACKAGES_MAX
                            + "; name what they have in common");
        }
    }
}
