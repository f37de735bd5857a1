package io.millrace.admin.node;

import io.millrace.internal.control.ControllerCalls;
import io.millrace.internal.control.MetadataPoll;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest metadata, as it comes from the controller. Written by the poll's thread; any thread
 * may read, wait and watch.
 */
final class FollowedMetadata implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedMetadata.class);

    private final List<Consumer<ClusterMetadata>> watchers = new CopyOnWriteArrayList<>();
    private final Object news = new Object();
    private final MetadataPoll poll;
    private volatile Optional<ClusterMetadata> newest = Optional.empty();

    FollowedMetadata(ControllerCalls calls) {
        poll = MetadataPoll.start(calls, -1, this::take);
    }

    /** Empty before the first. */
    Optional<ClusterMetadata> newest() {
        return newest;
    }

    /**
     * @throws io.millrace.protocol.MillraceException {@code coordinator_loading} before the first
     */
    ClusterMetadata get() {
        return newest.orElseThrow(
                () ->
                        Problem.of(
                                        ErrorCode.COORDINATOR_LOADING,
                                        "No controller has told of the cluster yet")
                                .asException());
    }

    /**
     * Hands over each newer metadata until closed. The consumer must neither block nor call back.
     */
    AutoCloseable watch(Consumer<ClusterMetadata> consumer) {
        watchers.add(consumer);
        return () -> watchers.remove(consumer);
    }

    /**
     * Waits until a version is here, so that whoever has made a change sees it from then on.
     *
     * @return false if it has not come in time
     */
    boolean await(long version, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (news) {
            while (newest.map(ClusterMetadata::version).orElse(-1L) < version) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                try {
                    news.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    private void take(ClusterMetadata metadata) {
        newest = Optional.of(metadata);
        synchronized (news) {
            news.notifyAll();
        }
        for (Consumer<ClusterMetadata> watcher : watchers) {
            try {
                watcher.accept(metadata);
            } catch (RuntimeException e) {
                // One stream that fails must not keep the news from the others.
                LOG.atError().setCause(e).log("A watcher of metadata failed");
            }
        }
    }

    @Override
    public void close() {
        poll.close();
    }
}
