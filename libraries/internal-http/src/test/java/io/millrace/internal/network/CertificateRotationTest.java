package io.millrace.internal.network;

import static io.millrace.internal.network.Nodes.PATIENCE;
import static io.millrace.internal.network.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.internal.certificates.DevelopmentCertificates;
import io.millrace.internal.identity.NodeCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateRotationTest {
    @Test
    void newConnectionsUseTheNewAuthorityAndOldOnesStay(@TempDir Path directory) throws Exception {
        // Given
        DevelopmentCertificates old =
                DevelopmentCertificates.in(directory.resolve("old"), Instant.now());
        DevelopmentCertificates next =
                DevelopmentCertificates.in(directory.resolve("next"), Instant.now());
        Path place = old.issue("broker-2");
        try (Nodes nodes = new Nodes(directory.resolve("old"))) {
            NodeCertificates certificates =
                    nodes.closing(new NodeCertificates(place, NodeCertificates.LOOK_EVERY));
            int port = nodes.serve(nodes.with(certificates), Nodes.echo()).port();
            InternalNetwork oldBroker = nodes.node("broker-1");
            InternalClient connected = nodes.client(oldBroker, port, "broker-2");
            connected.callAndWait("/echo", text("before"), PATIENCE);
            InternalClient late = nodes.client(oldBroker, port, "broker-2");
            InternalClient newcomer =
                    nodes.client(nodes.at(next.issue("broker-3")), port, "broker-2");
            assertThatThrownBy(() -> newcomer.callAndWait("/echo", text("early"), PATIENCE))
                    .isInstanceOf(CallNotSentException.class);

            // When
            Path renewed = next.issue("broker-2");
            for (String file : List.of("ca.crt", "tls.crt", "tls.key")) {
                Files.copy(
                        renewed.resolve(file),
                        place.resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            certificates.reload();

            // Then
            assertThat(text(newcomer.callAndWait("/echo", text("new"), PATIENCE))).isEqualTo("new");
            assertThat(text(connected.callAndWait("/echo", text("old"), PATIENCE)))
                    .isEqualTo("old");
            assertThatThrownBy(() -> late.callAndWait("/echo", text("late"), PATIENCE))
                    .isInstanceOf(CallNotSentException.class);
        }
    }
}
