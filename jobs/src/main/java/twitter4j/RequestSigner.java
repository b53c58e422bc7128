package twitter4j;

import java.net.URI;
import java.util.Map;

/**
 * Signs requests by OAuth 1.0a (RFC 5849, HMAC-SHA1). Thread-safe.
 *
 * <p>The nonce and the time are twitter4j's own.
 */
public final class RequestSigner {
    private RequestSigner() {}

    /**
     * The value of {@code Authorization} for a request whose body, if any, is JSON: such a body is
     * not part of what is signed.
     *
     * @param authorization with consumer and user
     * @param method {@code GET} or {@code POST}
     * @param uri with its query
     */
    public static String sign(OAuthAuthorization authorization, String method, URI uri) {
        HttpRequest request =
                new HttpRequest(
                        RequestMethod.valueOf(method),
                        uri.toString(),
                        new HttpParameter[0],
                        authorization,
                        Map.of());
        return authorization.getAuthorizationHeader(request);
    }
}
