package darkroom.cli.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The photo files for a verb that looks at them where they are given. */
public final class PhotosFlags {
    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            description = {"Folder of the photo files.", "Environment: DARKROOM_PHOTOS"})
    private @Nullable String photos;

    /** The folder, if one was given and its name is not at fault. */
    public Optional<Path> folder(Map<String, String> environment, Faults faults) {
        Setting given = ServiceFlags.of("--photos", photos, environment);
        return given.value().isBlank()
                ? Optional.empty()
                : faults.check(given.name(), () -> Path.of(given.value()));
    }
}
