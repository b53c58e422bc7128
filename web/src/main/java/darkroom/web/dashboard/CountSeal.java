package darkroom.web.dashboard;

import darkroom.queue.operations.SelectedJobs.Counted;
import darkroom.web.dashboard.access.Caller;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a count that goes through a browser is known to be one that a dashboard made for this very
 * session: a link from elsewhere must not say how many jobs a button deletes.
 */
final class CountSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 16;

    private CountSeal() {}

    /**
     * Of a count.
     *
     * @param asked what was counted, as an address has it
     */
    static String of(Context context, Map<String, String> asked, Counted counted) {
        String text =
                asked
                        + "\n"
                        + counted.cursor()
                        + "\n"
                        + counted.looked()
                        + "\n"
                        + counted.matched();
        // Who comes with an API token has no session, and follows no link.
        String key = "count " + Caller.of(context).csrf();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a count: every Java can", e);
        }
    }

    /** Whether {@code seal} is that of a count. */
    static boolean isOf(Context context, Map<String, String> asked, Counted counted, String seal) {
        return MessageDigest.isEqual(
                of(context, asked, counted).getBytes(StandardCharsets.UTF_8),
                seal.getBytes(StandardCharsets.UTF_8));
    }
}
