package darkroom.cli.settings;

import darkroom.cli.settings.ServiceSettings.ApnsKey;
import darkroom.cli.settings.ServiceSettings.ApnsSettings;
import darkroom.cli.settings.ServiceSettings.XSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads where Apple and X are, with what goes with them in the environment. */
final class OutsideReader {
    private static final int APNS_PORT = 443;

    private final Map<String, String> environment;
    private final Faults faults;

    OutsideReader(Map<String, String> environment, Faults faults) {
        this.environment = environment;
        this.faults = faults;
    }

    Optional<ApnsSettings> apns(Setting apns) {
        if (apns.value().isBlank()) {
            return Optional.empty();
        }
        Optional<URI> address = uri(apns, "https://" + apns.value().strip(), "HOST or HOST:PORT");
        Optional<Path> key = file("DARKROOM_APNS_KEY", apns);
        String keyId = required("DARKROOM_APNS_KEY_ID", apns);
        String teamId = required("DARKROOM_APNS_TEAM_ID", apns);
        String topic = required("DARKROOM_APNS_TOPIC", apns);
        Optional<Path> ca =
                environment.containsKey("DARKROOM_APNS_CA")
                        ? file("DARKROOM_APNS_CA", apns)
                        : Optional.empty();
        if (address.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        int port = address.get().getPort() < 0 ? APNS_PORT : address.get().getPort();
        return Optional.of(
                new ApnsSettings(
                        address.get().getHost(),
                        port,
                        ca,
                        new ApnsKey(key.get(), keyId, teamId),
                        topic));
    }

    Optional<XSettings> x(Setting x) {
        if (x.value().isBlank()) {
            return Optional.empty();
        }
        Optional<URI> uri = uri(x, x.value().strip(), "https://HOST");
        String key = required("DARKROOM_X_CONSUMER_KEY", x);
        String secret = required("DARKROOM_X_CONSUMER_SECRET", x);
        return uri.map(found -> new XSettings(found, key, secret));
    }

    private Optional<URI> uri(Setting setting, String text, String expected) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // The fault is the same one.
        }
        faults.add(setting.name(), expected, Faults.quoted(setting.value()), "correct the address");
        return Optional.empty();
    }

    private String required(String name, Setting with) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            faults.add(
                    with.name(),
                    name + " in the environment too",
                    "none",
                    "set it, or leave out " + with.name());
        }
        return value;
    }

    private Optional<Path> file(String name, Setting with) {
        String value = required(name, with);
        if (value.isBlank()) {
            return Optional.empty();
        }
        Optional<Path> file = faults.check(name, () -> Path.of(value));
        if (file.isPresent() && !Files.isReadable(file.get())) {
            faults.add(name, "a file that can be read", "none at " + value, "correct the path");
            return Optional.empty();
        }
        return file;
    }
}
