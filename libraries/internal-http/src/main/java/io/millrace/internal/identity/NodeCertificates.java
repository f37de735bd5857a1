package io.millrace.internal.identity;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's certificate and key, and the authority that it trusts, from the files {@code ca.crt},
 * {@code tls.crt} and {@code tls.key} (PKCS#8) of one directory, which is how cert-manager delivers
 * them. A thread of its own looks for changed files; connections that begin after a change use what
 * is new, those that stand are not touched. Any thread may call.
 */
public final class NodeCertificates implements AutoCloseable {
    public static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(NodeCertificates.class);

    private final Path directory;
    private final ScheduledExecutorService watcher;
    private volatile Loaded loaded;

    /** The files that were read last, and what was made of the last ones that were good. */
    private record Loaded(CertificateFiles files, KeyMaterial material) {}

    /**
     * @throws InvalidCertificatesException if there is no certificate of a node in the directory
     */
    public NodeCertificates(Path directory, Duration lookEvery) {
        this.directory = directory;
        CertificateFiles files = CertificateFiles.read(directory);
        this.loaded = new Loaded(files, KeyMaterialReader.read(files));
        this.watcher =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("node-certificates").daemon().factory());
        var _ =
                watcher.scheduleWithFixedDelay(
                        this::look, lookEvery.toNanos(), lookEvery.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Who this node is. It stays so: a certificate of another node is not taken. */
    public NodeId self() {
        return loaded.material().node();
    }

    /** For listening: TLS 1.3 or 1.2, HTTP/2, and no client without a certificate of a node. */
    public SslContext server() {
        return new NewestSslContext(() -> loaded.material().server());
    }

    /** For connecting to a peer, whose certificate must name a node that is expected. */
    public SslContext client(ExpectedPeer peer) {
        return new NewestSslContext(() -> loaded.material().client(peer));
    }

    /**
     * Looks for changed files now and returns when what they hold is in use. Ones that are no
     * certificate of this node are logged and not used: what was loaded before goes on.
     */
    public void reload() {
        CompletableFuture.runAsync(this::look, watcher).join();
    }

    private void look() {
        Loaded before = loaded;
        CertificateFiles files = before.files();
        try {
            files = CertificateFiles.read(directory);
            if (files.sameAs(before.files())) {
                return;
            }
            KeyMaterial next = KeyMaterialReader.read(files);
            if (!next.node().equals(before.material().node())) {
                throw new InvalidCertificatesException("It is the certificate of " + next.node());
            }
            loaded = new Loaded(files, next);
            LOG.atInfo().addKeyValue("node", next.node()).log("Certificate renewed");
        } catch (InvalidCertificatesException e) {
            // The same files are not looked at again; they may be two halves of a change.
            loaded = new Loaded(files, before.material());
            LOG.atError()
                    .addKeyValue("node", before.material().node())
                    .addKeyValue("error", e.getMessage())
                    .log("New certificate refused, the old one stays in use");
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
