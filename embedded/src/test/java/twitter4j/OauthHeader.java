package twitter4j;

import java.net.URI;
import java.util.Map;

/** In twitter4j's package, because its signer is public and the request it signs is not. */
public final class OauthHeader {
    private OauthHeader() {}

    /**
     * The value of {@code Authorization} for a request whose body, if any, is JSON.
     *
     * @param method {@code GET} or {@code POST}
     * @param url with its query
     */
    public static String sign(OAuthAuthorization authorization, String method, URI url) {
        HttpRequest request =
                new HttpRequest(
                        RequestMethod.valueOf(method),
                        url.toString(),
                        new HttpParameter[0],
                        authorization,
                        Map.of());
        return authorization.getAuthorizationHeader(request);
    }
}
