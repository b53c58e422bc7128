package darkroom.jobs.push;

import java.nio.file.Path;

/**
 * The key that signs provider tokens, as Apple gives it.
 *
 * @param file PKCS #8 in PEM ({@code .p8})
 * @param teamId ten characters
 * @param keyId ten characters
 */
public record ApnsKey(Path file, String teamId, String keyId) {
    /** Checks the ids. */
    public ApnsKey {
        if (teamId.isBlank() || keyId.isBlank()) {
            throw new IllegalArgumentException(
                    "cannot sign for Apple: expected a team id and a key id, found a blank one");
        }
    }
}
