package darkroom.jobs.people;

import darkroom.queue.Excerpt;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule for names, and their form without case. ASCII only, so no two look alike by script. */
final class Names {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.]{3,30}");

    private Names() {}

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    static String check(String name) {
        if (!isValid(name)) {
            throw new RefusedPersonException(
                    "cannot use the name \""
                            + Excerpt.of(name)
                            + "\": expected 3 to 30 letters a to z, digits, dots and underscores;"
                            + " choose another");
        }
        return name;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
