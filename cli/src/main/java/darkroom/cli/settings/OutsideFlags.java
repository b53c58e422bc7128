package darkroom.cli.settings;

import darkroom.cli.settings.ServiceSettings.Outside;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Apple and X are. */
public final class OutsideFlags {
    @Option(
            names = "--apns",
            paramLabel = "HOST[:PORT]",
            description = {
                "Apple's push service, such as api.push.apple.com. Workers without it serve no"
                        + " push jobs.",
                "Environment: DARKROOM_APNS; with it DARKROOM_APNS_KEY (file),"
                        + " DARKROOM_APNS_KEY_ID, DARKROOM_APNS_TEAM_ID, DARKROOM_APNS_TOPIC, and"
                        + " DARKROOM_APNS_CA (file) if its certificate is not of a public authority"
            })
    private @Nullable String apns;

    @Option(
            names = "--x",
            paramLabel = "URL",
            description = {
                "The X API, such as https://api.x.com. Workers without it serve no cross-post"
                        + " jobs.",
                "Environment: DARKROOM_X; with it DARKROOM_X_CONSUMER_KEY and"
                        + " DARKROOM_X_CONSUMER_SECRET"
            })
    private @Nullable String x;

    /** Both, as far as they were given and are not at fault. */
    public Outside outside(Map<String, String> environment, Faults faults) {
        OutsideReader reader = new OutsideReader(environment, faults);
        return new Outside(
                reader.apns(ServiceFlags.of("--apns", apns, environment)),
                reader.x(ServiceFlags.of("--x", x, environment)));
    }
}
