package io.millrace.internal.certificates;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** The files of an authority and of nodes. Each is replaced as a whole, and its owner's only. */
final class PemFiles {
    private PemFiles() {}

    /** Empty if there is none. */
    static Optional<X509Bundle> readAuthority(Path directory) {
        Path certificateFile = directory.resolve("ca.crt");
        if (!Files.exists(certificateFile)) {
            return Optional.empty();
        }
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    Files.readAllBytes(certificateFile)));
            String pem = Files.readString(directory.resolve("ca.key"));
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            KeyPair pair = new KeyPair(certificate.getPublicKey(), key);
            return Optional.of(X509Bundle.fromRootCertificateAuthority(certificate, pair));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The authority in " + directory + " is damaged", e);
        }
    }

    /** The key comes first: a certificate that is there has its key. */
    static void writeAuthority(Path directory, X509Bundle authority) {
        write(directory, "ca.key", authority.getPrivateKeyPEM());
        write(directory, "ca.crt", authority.getRootCertificatePEM());
    }

    static void writeNode(Path directory, X509Bundle node) {
        write(directory, "ca.crt", node.getRootCertificatePEM());
        write(directory, "tls.key", node.getPrivateKeyPEM());
        write(directory, "tls.crt", node.getCertificatePathPEM());
    }

    private static void write(Path directory, String name, String pem) {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path written =
                    Files.createTempFile(
                            directory,
                            name,
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(written, pem);
            Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write " + directory.resolve(name), e);
        }
    }
}
