package darkroom.jobs.crosspost;

import java.util.regex.Pattern;

/**
 * A person's account on X, and the right to post there.
 *
 * @param userId X's number for it, 1 to 19 digits
 * @param token of OAuth 1.0a
 * @param secret of OAuth 1.0a
 */
public record XAccount(String userId, String token, String secret) {
    private static final Pattern USER_ID = Pattern.compile("[0-9]{1,19}");
    private static final int CHARS_MAX = 200;

    /** Checks all three. */
    public XAccount {
        if (!USER_ID.matcher(userId).matches()) {
            throw new IllegalArgumentException(
                    "cannot link an account: expected X's user id of 1..19 digits");
        }
        check("token", token);
        check("secret", secret);
    }

    /** Without token and secret. */
    @Override
    public String toString() {
        return "XAccount[" + userId + "]";
    }

    private static void check(String what, String value) {
        if (value.isBlank() || value.length() > CHARS_MAX) {
            throw new IllegalArgumentException(
                    "cannot link an account: expected a "
                            + what
                            + " of 1.."
                            + CHARS_MAX
                            + " characters, found "
                            + value.length());
        }
    }
}
