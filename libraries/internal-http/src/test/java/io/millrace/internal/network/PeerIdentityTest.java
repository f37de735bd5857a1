package io.millrace.internal.network;

import static io.millrace.internal.network.Nodes.PATIENCE;
import static io.millrace.internal.network.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.internal.certificates.DevelopmentCertificates;
import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerIdentityTest {
    @TempDir Path directory;
    private Nodes nodes;
    private int port;

    @BeforeEach
    void serve() {
        nodes = new Nodes(directory.resolve("cluster"));
        port = nodes.serve(nodes.node("broker-2"), Nodes.echo()).port();
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    void connectsToAnyNodeOfTheKindThatIsExpected() {
        // Given
        InternalClient client =
                nodes.closing(
                        nodes.node("admin-0")
                                .connectTo(
                                        Nodes.at(port),
                                        ExpectedPeer.any(NodeKind.BROKER),
                                        Nodes.CALLING));

        // When
        // Then
        assertThat(text(client.callAndWait("/echo", text("hello"), PATIENCE))).isEqualTo("hello");
    }

    @Test
    void doesNotSpeakToAnotherNodeThanTheOneExpected() {
        // Given
        InternalClient client = nodes.client(nodes.node("broker-1"), port, "broker-3");

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo", text("hello"), PATIENCE))
                .isInstanceOf(CallNotSentException.class)
                .rootCause()
                .hasMessage("The peer is broker-2, expected was broker-3");
    }

    @Test
    void doesNotSpeakToAnotherKindThanTheOneExpected() {
        // Given
        InternalClient client =
                nodes.closing(
                        nodes.node("broker-1")
                                .connectTo(
                                        Nodes.at(port),
                                        ExpectedPeer.any(NodeKind.COORDINATOR),
                                        Nodes.CALLING));

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo", text("hello"), PATIENCE))
                .isInstanceOf(CallNotSentException.class)
                .rootCause()
                .hasMessage("The peer is broker-2, expected was any coordinator");
    }

    @Test
    void refusesAClientOfAnotherAuthority() throws IOException {
        // Given
        Path foreign =
                DevelopmentCertificates.in(directory.resolve("foreign"), Instant.now())
                        .issue("broker-1");
        trustOurs(foreign);
        InternalClient client = nodes.client(nodes.at(foreign), port, "broker-2");

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo", text("hello"), PATIENCE))
                .as("refused after the client's half of the handshake, and yet not sent")
                .isInstanceOf(CallNotSentException.class);
    }

    @Test
    void doesNotTrustAServerOfAnotherAuthority() {
        // Given
        Path foreign =
                DevelopmentCertificates.in(directory.resolve("foreign"), Instant.now())
                        .issue("broker-1");
        InternalClient client = nodes.client(nodes.at(foreign), port, "broker-2");

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo", text("hello"), PATIENCE))
                .isInstanceOf(CallNotSentException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void refusesAClientWithoutACertificate() throws Exception {
        // Given
        HttpRequest request =
                HttpRequest.newBuilder(Nodes.at(port).resolve("/echo"))
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build();

        // When
        // Then
        try (HttpClient client = HttpClient.newBuilder().sslContext(onlyTrusting()).build()) {
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesToSpeakWithoutTls() throws Exception {
        // Given
        HttpRequest request =
                HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + "/echo"))
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build();

        // When
        // Then
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    private void trustOurs(Path node) throws IOException {
        Files.copy(
                directory.resolve("cluster/ca/ca.crt"),
                node.resolve("ca.crt"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLContext onlyTrusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(directory.resolve("cluster/ca/ca.crt"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
