package io.millrace.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.internal.certificates.DevelopmentCertificates;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCertificatesTest {
    private static final Duration LATER = Duration.ofHours(1);

    @TempDir Path directory;
    private DevelopmentCertificates authority;
    private Path place;

    @BeforeEach
    void issue() {
        authority = DevelopmentCertificates.in(directory, Instant.now());
        place = authority.issue("broker-2");
    }

    @Test
    void knowsWhoItIs() {
        try (NodeCertificates certificates = new NodeCertificates(place, LATER)) {
            assertThat(certificates.self()).hasToString("broker-2");
        }
    }

    @Test
    void demandsACertificateOfItsClientsAndSpeaksHttp2Only() {
        try (NodeCertificates certificates = new NodeCertificates(place, LATER)) {
            // When
            SslContext server = certificates.server();
            var engine = server.newEngine(UnpooledByteBufAllocator.DEFAULT);

            // Then
            assertThat(engine.getNeedClientAuth()).isTrue();
            assertThat(engine.getEnabledProtocols())
                    .containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
            assertThat(server.nextProtocols()).containsExactly("h2");
        }
    }

    @Test
    void usesChangedFilesByItself() {
        // Given
        try (NodeCertificates certificates = new NodeCertificates(place, Duration.ofMillis(20))) {
            SslContext server = certificates.server();
            var before = server.sessionContext();

            // When
            authority.issue("broker-2");

            // Then
            await().untilAsserted(() -> assertThat(server.sessionContext()).isNotSameAs(before));
        }
    }

    @Test
    void keepsWhatItHasWhileTheFilesDoNotBelongTogether() throws IOException {
        // Given
        try (NodeCertificates certificates = new NodeCertificates(place, LATER)) {
            SslContext server = certificates.server();
            var before = server.sessionContext();
            Path other = authority.issue("broker-3");

            // When
            copy(other, "tls.key");
            certificates.reload();

            // Then
            assertThat(server.sessionContext()).isSameAs(before);
        }
    }

    @Test
    void doesNotBecomeAnotherNode() throws IOException {
        // Given
        try (NodeCertificates certificates = new NodeCertificates(place, LATER)) {
            Path other = authority.issue("broker-3");

            // When
            copy(other, "tls.key");
            copy(other, "tls.crt");
            certificates.reload();

            // Then
            assertThat(certificates.self()).hasToString("broker-2");
        }
    }

    @Test
    void saysWhatIsWrongWithItsFiles() throws IOException {
        // Given
        Path key = place.resolve("tls.key");
        String pem = Files.readString(key);

        // When
        // Then
        Files.writeString(key, pem.replace("PRIVATE KEY", "EC PRIVATE KEY"));
        assertRefused("PKCS#8");
        copy(authority.issue("broker-3"), "tls.key");
        assertRefused("tls.key is not the key of tls.crt");
        Files.writeString(place.resolve("ca.crt"), "");
        Files.writeString(key, pem);
        assertRefused("ca.crt");
        Files.delete(key);
        assertRefused("tls.key");
    }

    @Test
    void refusesACertificateThatNamesNoNode() {
        // Given
        place = authority.issue("somebody");

        // When
        // Then
        assertRefused("millrace:somebody is no name of a node");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> new NodeCertificates(place, LATER).close())
                .isInstanceOf(InvalidCertificatesException.class)
                .hasMessageContaining(reason);
    }

    private void copy(Path from, String file) throws IOException {
        Files.copy(from.resolve(file), place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
}
