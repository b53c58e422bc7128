package twitter4j;

import java.net.URI;
import java.util.Map;

/**
 * Signs requests to X by OAuth 1.0a (RFC 5849) with twitter4j's signer. Stands in twitter4j's
 * package because that signer is public and the request it signs is not; see docs/decisions.
 */
public final class RequestSigner {
    private final OAuthAuthorization authorization;

    /** Signs as an app for a user. */
    public RequestSigner(Credentials app, Credentials user) {
        this.authorization =
                OAuthAuthorization.newBuilder()
                        .oAuthConsumer(app.key(), app.secret())
                        .oAuthAccessToken(user.key(), user.secret())
                        .build();
    }

    /**
     * A key that is sent and a secret that is not.
     *
     * @param key consumer key or access token
     * @param secret what belongs to it; never shown
     */
    public record Credentials(String key, String secret) {
        @Override
        public String toString() {
            return "Credentials[hidden]";
        }
    }

    /**
     * The value of {@code Authorization}, good for one request: its nonce must not be used again.
     *
     * @param method {@code GET} or {@code POST}
     * @param url with its query; a JSON body is not part of what is signed
     */
    public String authorization(String method, URI url) {
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
