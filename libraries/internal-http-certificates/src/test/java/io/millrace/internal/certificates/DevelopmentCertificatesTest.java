package io.millrace.internal.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir Path directory;

    @Test
    void namesTheNodeAndItsHosts() throws Exception {
        // When
        Path node =
                DevelopmentCertificates.in(directory, NOW)
                        .issue("broker-2", "b2.example", "10.0.0.7", "::1");

        // Then
        X509Certificate certificate = certificate(node.resolve("tls.crt"));
        List<String> names =
                certificate.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString())
                        .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "millrace:broker-2",
                        "localhost",
                        "127.0.0.1",
                        "b2.example",
                        "10.0.0.7",
                        "0:0:0:0:0:0:0:1");
    }

    @Test
    void issuesForYears() throws Exception {
        // When
        Path node = DevelopmentCertificates.in(directory, NOW).issue("broker-2");

        // Then
        X509Certificate authority = certificate(node.resolve("ca.crt"));
        X509Certificate certificate = certificate(node.resolve("tls.crt"));
        certificate.verify(authority.getPublicKey());
        certificate.checkValidity(Date.from(NOW));
        certificate.checkValidity(Date.from(NOW.plus(Duration.ofDays(729))));
        authority.checkValidity(Date.from(NOW.plus(Duration.ofDays(3649))));
        assertThat(authority.getBasicConstraints()).isNotNegative();
        assertThat(certificate.getBasicConstraints()).isNegative();
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void staysTheSameAuthority() throws Exception {
        // Given
        Path first = DevelopmentCertificates.in(directory, NOW).issue("broker-1");

        // When
        Path second = DevelopmentCertificates.in(directory, NOW).issue("broker-2");

        // Then
        X509Certificate authority = certificate(first.resolve("ca.crt"));
        assertThat(second.resolve("ca.crt")).hasSameTextualContentAs(first.resolve("ca.crt"));
        certificate(second.resolve("tls.crt")).verify(authority.getPublicKey());
    }

    @Test
    void keepsEverythingToTheOwner() throws IOException {
        // When
        DevelopmentCertificates.in(directory, NOW).issue("broker-1");

        // Then
        try (Stream<Path> all = Files.walk(directory)) {
            assertThat(all.filter(path -> !path.equals(directory)))
                    .hasSize(7)
                    .allSatisfy(
                            path ->
                                    assertThat(permissions(path))
                                            .isEqualTo(
                                                    Files.isDirectory(path)
                                                            ? "rwx------"
                                                            : "rw-------"));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (InputStream pem = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}
