package darkroom.jobs.people;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A session's token: 8 bytes of the person's id, so that its shard is known, and 32 random ones; 54
 * characters of URL-safe base 64.
 */
final class Token {
    private static final int RANDOM_BYTES = 32;
    private static final int BYTES = Long.BYTES + RANDOM_BYTES;
    private static final int CHARS = 54;

    private final byte[] bytes;

    private Token(byte[] bytes) {
        this.bytes = bytes;
    }

    static Token fresh(long personId, SecureRandom random) {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        return new Token(ByteBuffer.allocate(BYTES).putLong(personId).put(secret).array());
    }

    static Optional<Token> parse(String text) {
        if (text.length() != CHARS) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == BYTES ? Optional.of(new Token(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Not base 64: somebody made it up.
            return Optional.empty();
        }
    }

    long personId() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is stored: whoever reads the table cannot sign in with it. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
