package darkroom.embedded;

import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.List;

/**
 * What an {@link ApnsServer} and its clients know each other by: a certificate authority made for
 * one run with one server certificate, and a signing key for provider tokens.
 *
 * @param caCertificate of the authority, in a PEM file
 * @param signingKey in a PEM file as Apple gives it ({@code .p8}), for its owner only
 * @param verificationKey the other half of the signing key
 * @param serverKey of the server's certificate
 * @param serverCertificate for localhost and 127.0.0.1
 */
record ApnsCredentials(
        Path caCertificate,
        Path signingKey,
        ApnsVerificationKey verificationKey,
        PrivateKey serverKey,
        X509Certificate serverCertificate) {
    /** Makes new ones, valid from an hour ago for 30 days. */
    static ApnsCredentials make(Path folder, String teamId, String keyId, Instant now) {
        CertificateAuthority authority = CertificateAuthority.make(folder, now);
        CertificateAuthority.Issued server = authority.issue(List.of("localhost", "127.0.0.1"));
        KeyPair signing = CertificateAuthority.keyPair();
        try {
            return new ApnsCredentials(
                    authority.certificate(),
                    CertificateAuthority.writeKey(
                            folder.resolve("AuthKey_" + keyId + ".p8"), signing.getPrivate()),
                    new ApnsVerificationKey(keyId, teamId, (ECPublicKey) signing.getPublic()),
                    server.key(),
                    server.certificate());
        } catch (GeneralSecurityException | IOException e) {
            throw new ServerFailed("cannot make the APNs server's keys: found " + e, e);
        }
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ApnsCredentials[" + caCertificate + "]";
    }
}
