package darkroom.embedded;

import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

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
    private static final Duration VALID = Duration.ofDays(30);
    private static final X500Name CA_NAME = new X500Name("CN=Darkroom embedded APNs authority");

    /** Makes new ones, valid from an hour ago for 30 days. */
    static ApnsCredentials make(Path folder, String teamId, String keyId, Instant now) {
        try {
            KeyPair ca = keyPair();
            KeyPair server = keyPair();
            KeyPair signing = keyPair();
            X509v3CertificateBuilder authority = builder(CA_NAME, ca, now, BigInteger.ONE);
            authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            X509v3CertificateBuilder leaf =
                    builder(new X500Name("CN=localhost"), server, now, BigInteger.TWO);
            leaf.addExtension(Extension.subjectAlternativeName, false, names());
            Path caFile = folder.resolve("apns-ca.pem");
            Files.writeString(
                    caFile, pem("CERTIFICATE", sign(authority, ca.getPrivate()).getEncoded()));
            return new ApnsCredentials(
                    caFile,
                    writeKey(folder, keyId, signing.getPrivate()),
                    new ApnsVerificationKey(keyId, teamId, (ECPublicKey) signing.getPublic()),
                    server.getPrivate(),
                    sign(leaf, ca.getPrivate()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new ServerFailed("cannot make the APNs server's certificates: found " + e, e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Name name, KeyPair pair, Instant now, BigInteger serial) {
        Instant from = now.minus(Duration.ofHours(1));
        return new JcaX509v3CertificateBuilder(
                CA_NAME,
                serial,
                Date.from(from),
                Date.from(from.plus(VALID)),
                name,
                pair.getPublic());
    }

    private static GeneralNames names() {
        return new GeneralNames(
                new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                });
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static Path writeKey(Path folder, String keyId, PrivateKey key) throws IOException {
        Path file =
                Files.createFile(
                        folder.resolve("AuthKey_" + keyId + ".p8"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String type, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ApnsCredentials[" + caCertificate + "]";
    }
}
