package darkroom.jobs.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id hashes of passwords, as PHC strings that carry their parameters. Thread-safe.
 *
 * <p>New ones take 19 MiB, two passes, one lane, which is OWASP's minimum (Password Storage Cheat
 * Sheet). At most {@value #AT_ONCE} are computed at once in a process, so sign-ins cannot take all
 * of its memory and processors.
 */
public final class PasswordHash {
    private static final int AT_ONCE = 2;
    private static final long WAIT_SECONDS = 5;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int MEMORY_KIB_MAX = 256 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    // https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final SecureRandom random;
    private final Semaphore permits = new Semaphore(AT_ONCE, true);

    /** Hashes with salts from {@code random}. */
    public PasswordHash(SecureRandom random) {
        this.random = random;
    }

    /**
     * A fresh hash, with a salt of its own.
     *
     * @throws TooBusyException if no turn came within five seconds
     */
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return String.format(
                Locale.ROOT,
                "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
                MEMORY_KIB,
                PASSES,
                LANES,
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    }

    /**
     * Whether {@code phc} was made of {@code password}; takes as long for a wrong one.
     *
     * @throws IllegalArgumentException if {@code phc} is no hash of ours
     * @throws TooBusyException if no turn came within five seconds
     */
    public boolean verify(String password, String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "cannot verify a password: expected $argon2id$v=19$m=,t=,p=$SALT$HASH, found"
                            + " something else");
        }
        int memory = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        if (memory < 8 || memory > MEMORY_KIB_MAX || passes < 1 || lanes < 1) {
            throw new IllegalArgumentException(
                    "cannot verify a password: expected m of 8.."
                            + MEMORY_KIB_MAX
                            + " KiB and t and p above 0, found "
                            + phc.substring(0, parts.start(4) - 1));
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual = compute(password, salt, memory, passes, lanes, expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    private byte[] compute(
            String password, byte[] salt, int memory, int passes, int lanes, int bytes) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build();
        // One password typed on two systems can be two strings that look the same.
        byte[] typed =
                Normalizer.normalize(password, Normalizer.Form.NFC)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] hash = new byte[bytes];
        acquire();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            generator.generateBytes(typed, hash);
        } finally {
            permits.release();
        }
        return hash;
    }

    private void acquire() {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new TooBusyException(
                        "cannot check the password now: too many sign-ins at once; try again in a"
                                + " few seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusyException("cannot check the password: the request was stopped");
        }
    }
}
