package io.millrace.internal.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the three files of a certificate held at one moment, as PEM. */
@SuppressWarnings("ArrayRecordComponent") // Of this package only, and nobody writes to them.
record CertificateFiles(byte[] authority, byte[] chain, byte[] key) {
    /** The names of the files, as in a Kubernetes secret of the type {@code tls}. */
    static CertificateFiles read(Path directory) {
        try {
            return new CertificateFiles(
                    Files.readAllBytes(directory.resolve("ca.crt")),
                    Files.readAllBytes(directory.resolve("tls.crt")),
                    Files.readAllBytes(directory.resolve("tls.key")));
        } catch (IOException e) {
            throw new InvalidCertificatesException("Can't read the certificate: " + e, e);
        }
    }

    boolean sameAs(CertificateFiles other) {
        return Arrays.equals(authority, other.authority)
                && Arrays.equals(chain, other.chain)
                && Arrays.equals(key, other.key);
    }
}
