package io.millrace.internal.network;

import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.identity.NodeKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that makes one call, which is not answered before it is killed. */
final class Victim {
    private Victim() {}

    public static void main(String[] arguments) {
        NodeCertificates certificates =
                new NodeCertificates(Path.of(arguments[0]), NodeCertificates.LOOK_EVERY);
        new InternalNetwork(certificates, 1)
                .connectTo(
                        URI.create(arguments[1]), ExpectedPeer.any(NodeKind.BROKER), Nodes.CALLING)
                .callAndWait("/wait", List.of(), Duration.ofMinutes(5));
    }
}
