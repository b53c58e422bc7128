package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class OauthVerifierTest {
    /** The example of RFC 5849, section 1.2. */
    private static final URI PHOTO =
            URI.create("http://photos.example.net/photos?file=vacation.jpg&size=original");

    private static final XUser JANE =
            new XUser("1", "jane", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    private static final String SIGNATURE = "MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D";

    @Test
    void exampleOfTheRfcIsAccepted() {
        assertThat(at(137_131_202).verify("GET", PHOTO, header(SIGNATURE))).contains(JANE);
    }

    @Test
    void anythingElseUnderTheSameSignatureIsRefused() {
        OauthVerifier verifier = at(137_131_202);

        assertThat(verifier.verify("POST", PHOTO, header(SIGNATURE))).isEmpty();
        assertThat(verifier.verify("GET", URI.create(PHOTO + "&x=1"), header(SIGNATURE))).isEmpty();
        assertThat(verifier.verify("GET", PHOTO, header("AAAAcU8iPSUjWoN%2FUDMsK2sui9I%3D")))
                .isEmpty();
        assertThat(verifier.verify("GET", PHOTO, header("not%20base64"))).isEmpty();
        assertThat(verifier.verify("GET", PHOTO, "")).isEmpty();
        assertThat(verifier.verify("GET", PHOTO, "OAuth nonsense")).isEmpty();
        assertThat(verifier.verify("GET", PHOTO, header(SIGNATURE)))
                .as("refusals use up no nonce")
                .contains(JANE);
    }

    @Test
    void nonceIsTakenOnce() {
        OauthVerifier verifier = at(137_131_202);

        assertThat(verifier.verify("GET", PHOTO, header(SIGNATURE))).contains(JANE);
        assertThat(verifier.verify("GET", PHOTO, header(SIGNATURE))).isEmpty();
    }

    @Test
    void clockMayBeFiveMinutesOffEitherWay() {
        assertThat(at(137_131_202 + 300).verify("GET", PHOTO, header(SIGNATURE))).contains(JANE);
        assertThat(at(137_131_202 + 301).verify("GET", PHOTO, header(SIGNATURE))).isEmpty();
        assertThat(at(137_131_202 - 300).verify("GET", PHOTO, header(SIGNATURE))).contains(JANE);
        assertThat(at(137_131_202 - 301).verify("GET", PHOTO, header(SIGNATURE))).isEmpty();
    }

    @Test
    void allButUnreservedCharactersAreEncoded() {
        assertThat(OauthVerifier.encode("aZ09-._~ +/=&ğ"))
                .isEqualTo("aZ09-._~%20%2B%2F%3D%26%C4%9F");
    }

    private static OauthVerifier at(long epochSeconds) {
        OauthVerifier verifier =
                new OauthVerifier(
                        new OauthVerifier.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44"),
                        InstantSource.fixed(Instant.ofEpochSecond(epochSeconds)));
        verifier.add(JANE);
        return verifier;
    }

    private static String header(String signature) {
        return "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\","
                + " oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\","
                + " oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", oauth_signature=\""
                + signature
                + "\"";
    }
}
