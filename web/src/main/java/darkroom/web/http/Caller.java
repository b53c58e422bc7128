package darkroom.web.http;

import io.javalin.http.Context;
import java.util.Optional;

/** Whose request it is. */
public final class Caller {
    private static final String ID = "darkroom.caller";
    private static final String TOKEN = "darkroom.token";
    private static final String SCHEME = "Bearer ";

    private Caller() {}

    /** Notes who calls, once the token was found to be of a live session. */
    public static void set(Context context, long personId, String token) {
        context.attribute(ID, personId);
        context.attribute(TOKEN, token);
    }

    /** The id of the person who calls; only on routes of {@link Access#SESSION}. */
    public static long id(Context context) {
        Long id = context.attribute(ID);
        if (id == null) {
            throw new IllegalStateException(
                    "cannot tell who calls " + context.endpoint().path + ": it is an open route");
        }
        return id;
    }

    /** The token that they sent; only on routes of {@link Access#SESSION}. */
    public static String token(Context context) {
        String token = context.attribute(TOKEN);
        if (token == null) {
            throw new IllegalStateException(
                    "cannot tell who calls " + context.endpoint().path + ": it is an open route");
        }
        return token;
    }

    /** The token in the Authorization header, if there is one; not yet looked up. */
    public static Optional<String> claimedToken(Context context) {
        String header = context.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(header.substring(SCHEME.length()).strip());
    }
}
