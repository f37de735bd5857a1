package io.millrace.internal.network;

import io.millrace.internal.certificates.DevelopmentCertificates;
import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.identity.NodeId;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Nodes of one cluster on loopback, each with a network of its own. Owned by one test. */
final class Nodes implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final ClientSettings CALLING =
            new ClientSettings(PATIENCE, 2_000, 64 << 20, Duration.ofSeconds(10));
    static final ServerSettings ANY_PORT = ServerSettings.on("127.0.0.1", 0);

    private final DevelopmentCertificates authority;
    private final List<AutoCloseable> open = new ArrayList<>();

    Nodes(Path directory) {
        authority = DevelopmentCertificates.in(directory, Instant.now());
    }

    DevelopmentCertificates authority() {
        return authority;
    }

    InternalNetwork node(String name) {
        return at(authority.issue(name));
    }

    InternalNetwork at(Path certificate) {
        return with(closing(new NodeCertificates(certificate, NodeCertificates.LOOK_EVERY)));
    }

    InternalNetwork with(NodeCertificates certificates) {
        return closing(new InternalNetwork(certificates, 1));
    }

    InternalServer serve(InternalNetwork node, Routes.Builder routes) {
        return serve(node, ANY_PORT, routes, PeerListener.NONE);
    }

    InternalServer serve(
            InternalNetwork node,
            ServerSettings settings,
            Routes.Builder routes,
            PeerListener listener) {
        return closing(node.listen(settings, routes.build(), listener));
    }

    InternalClient client(InternalNetwork node, int port, String peer) {
        return client(node, port, peer, CALLING);
    }

    InternalClient client(InternalNetwork node, int port, String peer, ClientSettings settings) {
        ExpectedPeer expected = ExpectedPeer.of(NodeId.parse(peer).orElseThrow());
        return closing(node.connectTo(at(port), expected, settings));
    }

    static URI at(int port) {
        return URI.create("https://127.0.0.1:" + port);
    }

    static List<ByteBuffer> text(String text) {
        return List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    static Routes.Builder echo() {
        return Routes.builder().bytes("/echo", 1000, (_, body) -> List.of(body));
    }

    <T extends AutoCloseable> T closing(T resource) {
        open.addFirst(resource);
        return resource;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }
}
