package darkroom.embedded;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Makes keys, tokens and secrets: 160 random bits each, in letters and digits. */
final class Secrets {
    private static final int BITS = 160;

    private final SecureRandom random = new SecureRandom();

    String next() {
        return new BigInteger(BITS, random).toString(Character.MAX_RADIX);
    }
}
