package io.millrace.internal.control;

import io.millrace.protocol.control.ControlPaths;
import io.millrace.protocol.control.MetadataAnswer;
import io.millrace.protocol.control.MetadataRequest;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the controller again and again for what is newer than what it has. Owns one virtual thread,
 * on which the consumer is called.
 */
public final class MetadataPoll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataPoll.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = PATIENCE.plusSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ControllerCalls calls;
    private final Consumer<ClusterMetadata> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<ClusterMetadata> newest = Optional.empty();
    private long handedOver;

    private MetadataPoll(
            ControllerCalls calls, long afterVersion, Consumer<ClusterMetadata> consumer) {
        this.calls = calls;
        this.handedOver = afterVersion;
        this.consumer = consumer;
    }

    public static MetadataPoll start(
            ControllerCalls calls, long afterVersion, Consumer<ClusterMetadata> consumer) {
        MetadataPoll poll = new MetadataPoll(calls, afterVersion, consumer);
        Thread.ofVirtual().name("metadata-poll").start(poll::run);
        return poll;
    }

    private void run() {
        boolean more = true;
        while (more) {
            try {
                take(
                        calls.ask(
                                ControlPaths.METADATA,
                                new MetadataRequest(newest.map(ClusterMetadata::at), PATIENCE),
                                MetadataAnswer.class,
                                TIMEOUT));
                more = closed.getCount() > 0;
            } catch (RuntimeException e) {
                LOG.atDebug().addKeyValue("error", e.toString()).log("No metadata; asking again");
                more = pause();
            }
        }
    }

    /** A delta that does not fit is forgotten with what it was for: then all of it is asked for. */
    private void take(MetadataAnswer answer) {
        Optional<ClusterMetadata> known = newest;
        newest = Optional.empty();
        newest =
                answer.whole()
                        .or(() -> answer.delta().flatMap(delta -> known.map(delta::applyTo)))
                        .or(() -> known);
        newest.filter(metadata -> metadata.version() > handedOver).ifPresent(this::handOver);
    }

    private void handOver(ClusterMetadata metadata) {
        handedOver = metadata.version();
        try {
            consumer.accept(metadata);
        } catch (RuntimeException e) {
            // What comes next may be taken all the same.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("version", metadata.version())
                    .log("Metadata could not be applied");
        }
    }

    private boolean pause() {
        try {
            return !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
