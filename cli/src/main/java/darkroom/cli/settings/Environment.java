package darkroom.cli.settings;

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
                            "DARKROOM_TEST_REDIS_SERVER",
                            "DARKROOM_TEST_POSTGRES"));

    private Environment() {}

    /** Adds a fault for each variable that begins like ours and is none. */
    public static void check(Set<String> variables, Faults faults) {
        for (String name : new TreeSet<>(variables)) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name)) {
                faults.add(
                        "cannot take the environment: expected only variables that darkroom knows,"
                                + " found "
                                + name
                                + "; did you mean "
                                + Nearest.to(name, KNOWN)
                                + "?");
            }
        }
    }
}
