package darkroom.jobs.crosspost;

import java.util.regex.Pattern;

/**
 * A person's account at X, with the right to post for them (OAuth 1.0a user token; it does not
 * expire, https://docs.x.com/resources/fundamentals/authentication).
 *
 * @param userId 1 to 19 digits
 * @param token the access token, 1 to 200 printable characters without blanks
 * @param secret the access token secret, likewise; never shown
 */
public record XAccount(String userId, String token, String secret) {
    private static final Pattern USER_ID = Pattern.compile("[0-9]{1,19}");
    private static final Pattern SECRET = Pattern.compile("[!-~]{1,200}");

    /** Checks each part; what is secret is not quoted. */
    public XAccount {
        if (!USER_ID.matcher(userId).matches()) {
            throw new IllegalArgumentException(
                    "cannot link the X account: expected a user id of 1 to 19 digits, found "
                            + userId.length()
                            + " characters of another kind");
        }
        if (!SECRET.matcher(token).matches() || !SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "cannot link the X account: expected token and secret of 1 to 200 printable"
                            + " characters without blanks");
        }
    }

    @Override
    public String toString() {
        return "XAccount[" + userId + "]";
    }
}
