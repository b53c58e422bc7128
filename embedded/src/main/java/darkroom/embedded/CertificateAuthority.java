package darkroom.embedded;

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
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
 * An authority made for one run, that nobody else trusts. What it issues is valid from an hour
 * before it was made, for 30 days.
 */
public final class CertificateAuthority {
    private static final Duration VALID = Duration.ofDays(30);
    private static final X500Name NAME = new X500Name("CN=Darkroom embedded authority");

    private final Path folder;
    private final Instant from;
    private final KeyPair pair;
    private final Path certificate;
    private final AtomicLong serials = new AtomicLong(1);

    private CertificateAuthority(Path folder, Instant now) {
        this.folder = folder;
        this.from = now.minus(Duration.ofHours(1));
        this.pair = keyPair();
        X509v3CertificateBuilder builder = builder(NAME, pair, BigInteger.ONE);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            this.certificate =
                    Files.writeString(
                            folder.resolve("ca.pem"),
                            pem("CERTIFICATE", sign(builder).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /**
     * Makes a new one.
     *
     * @param folder for its files, and those of what it issues
     */
    public static CertificateAuthority make(Path folder, Instant now) {
        return new CertificateAuthority(folder, now);
    }

    /** Its certificate, in a PEM file. */
    public Path certificate() {
        return certificate;
    }

    /**
     * Issues a server's certificate.
     *
     * @param hosts names and IPv4 addresses that it is for, at least one
     */
    public Issued issue(List<String> hosts) {
        KeyPair server = keyPair();
        X509v3CertificateBuilder builder =
                builder(
                        new X500Name("CN=" + hosts.get(0)),
                        server,
                        BigInteger.valueOf(serials.incrementAndGet()));
        GeneralName[] names =
                hosts.stream().map(CertificateAuthority::generalName).toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            X509Certificate signed = sign(builder);
            Path file =
                    Files.writeString(
                            Files.createTempFile(folder, "server-", ".pem"),
                            pem("CERTIFICATE", signed.getEncoded()));
            Path key =
                    writeKey(file.resolveSibling(file.getFileName() + ".key"), server.getPrivate());
            return new Issued(server.getPrivate(), signed, file, key);
        } catch (IOException | GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /**
     * A certificate with its key.
     *
     * @param file the certificate in PEM
     * @param keyFile the key in PEM, for its owner only
     */
    public record Issued(PrivateKey key, X509Certificate certificate, Path file, Path keyFile) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Issued[" + file + "]";
        }
    }

    /** A new key of the curve that all here use. */
    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /** Writes a key in PEM, for its owner only. */
    static Path writeKey(Path file, PrivateKey key) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
    }

    private static GeneralName generalName(String host) {
        boolean address = host.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private X509v3CertificateBuilder builder(X500Name name, KeyPair of, BigInteger serial) {
        return new JcaX509v3CertificateBuilder(
                NAME, serial, Date.from(from), Date.from(from.plus(VALID)), name, of.getPublic());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw failure(e);
        }
    }

    private static String pem(String type, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
    }

    private static ServerFailed failure(Exception e) {
        return new ServerFailed("cannot make a certificate: found " + e, e);
    }
}
