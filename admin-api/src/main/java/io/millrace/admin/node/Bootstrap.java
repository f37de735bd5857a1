package io.millrace.admin.node;

import io.millrace.protocol.MillraceException;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the controller, and then makes sure that there is an administrator. Owns a thread. */
final class Bootstrap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final FollowedMetadata metadata;
    private final Consumer<ClusterMetadata> work;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Bootstrap(FollowedMetadata metadata, Consumer<ClusterMetadata> work) {
        this.metadata = metadata;
        this.work = work;
    }

    static Bootstrap start(FollowedMetadata metadata, Consumer<ClusterMetadata> work) {
        Bootstrap bootstrap = new Bootstrap(metadata, work);
        Thread.ofVirtual().name("bootstrap-key").start(bootstrap::run);
        return bootstrap;
    }

    private void run() {
        try {
            while (!isDone()) {
                if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("The first administrator could not be made");
        }
    }

    private boolean isDone() {
        if (!metadata.await(0, PAUSE)) {
            return false;
        }
        try {
            work.accept(metadata.get());
            return true;
        } catch (MillraceException refused) {
            LOG.atWarn()
                    .addKeyValue("error", refused.problem().code())
                    .log("The first administrator could not be made yet; trying again");
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
