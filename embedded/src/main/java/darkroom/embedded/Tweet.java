package darkroom.embedded;

import java.time.Instant;

/**
 * A post on an {@link XServer}.
 *
 * @param id decimal digits; a later one is greater
 * @param userId who posted it
 * @param text as sent, not empty
 * @param createdAt by the server's clock
 */
public record Tweet(String id, String userId, String text, Instant createdAt) {
    /**
     * @throws IllegalArgumentException when the text is empty
     */
    public Tweet {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot make tweet " + id + ": expected a text, found none");
        }
    }
}
