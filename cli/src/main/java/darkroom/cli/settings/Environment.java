package darkroom.cli.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names of all {@code DARKROOM_} variables, and the check that no other is set. */
public final class Environment {
    private static final String PREFIX = "DARKROOM_";

    private static final Set<String> KNOWN =
            new TreeSet<>(
                    List.of(
                            "DARKROOM_REDIS",
                            "DARKROOM_NAMESPACE",
                            "DARKROOM_DATABASES",
                            "DARKROOM_SHARDS",
                            "DARKROOM_PHOTOS",
                            "DARKROOM_APNS",
                            "DARKROOM_APNS_CA",
                            "DARKROOM_APNS_KEY",
                            "DARKROOM_APNS_KEY_ID",
                            "DARKROOM_APNS_TEAM_ID",
                            "DARKROOM_APNS_TOPIC",
                            "DARKROOM_X",
                            "DARKROOM_X_CONSUMER_KEY",
                            "DARKROOM_X_CONSUMER_SECRET",
                            "DARKROOM_TEST_REDIS",
                            "DARKROOM_TEST_POSTGRES"));

    private Environment() {}

    /** Adds a fault for each variable that begins like ours and is none. */
    public static void check(Set<String> variables, Faults faults) {
        for (String name : new TreeSet<>(variables)) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name)) {
                faults.add(
                        "unknown environment variable "
                                + name
                                + "; did you mean "
                                + nearest(name)
                                + "?");
            }
        }
    }

    private static String nearest(String name) {
        return KNOWN.stream()
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .orElseThrow();
    }

    /** Levenshtein's distance: how many letters to change, add or leave out. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
