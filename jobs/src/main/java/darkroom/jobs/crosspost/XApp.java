package darkroom.jobs.crosspost;

/**
 * This application, as X knows it: its OAuth 1.0a consumer.
 *
 * @param key public
 * @param secret never shown
 */
public record XApp(String key, String secret) {
    /** Checks both. */
    public XApp {
        if (key.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException(
                    "cannot sign for X: expected a consumer key and a consumer secret, found a"
                            + " blank one");
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "XApp[" + key + "]";
    }
}
