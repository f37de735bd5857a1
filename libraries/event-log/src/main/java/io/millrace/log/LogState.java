package io.millrace.log;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one open log look at. Readable by any thread. Written by the partition loop,
 * except {@code durable}, which is written under the lock of {@link SegmentFiles}.
 */
final class LogState {
    private final LogFiles files;
    private final LogHealth health;
    private final RecoveryPoint known;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile SegmentList segments;
    private volatile EpochIndex epochs;
    private volatile long logStart;
    private volatile long highWatermark;
    private volatile Durable durable;

    /** The durable end and, for readers, where it lies. */
    record Durable(@Nullable Segment segment, SegmentEnd end) {}

    LogState(LogFiles files, LogHealth health, RecoveryPoint known, Recovered recovered) {
        this.files = files;
        this.health = health;
        this.known = known;
        this.segments = recovered.segments();
        this.epochs = recovered.epochs();
        this.logStart = recovered.logStart();
        this.highWatermark = known.highWatermark();
        this.durable = new Durable(null, new SegmentEnd(recovered.endOffset(), 0));
    }

    /** What recovery made of the files. */
    record Recovered(SegmentList segments, EpochIndex epochs, long logStart, long endOffset) {}

    /**
     * A flagged log keeps the point that it was measured by, or the flag would be gone tomorrow.
     */
    RecoveryPoint recoveryPoint() {
        if (!health.isOk()) {
            return known;
        }
        long flushed = durable.end().offset();
        return new RecoveryPoint(
                flushed, Math.min(highWatermark, flushed), Math.min(logStart, flushed));
    }

    void checkWritable() {
        if (!health.isOk()) {
            throw new LogFailedException(
                    files + " is " + health.status() + ": " + health.detail(), null);
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new LogFailedException(files + " has failed", cause);
        }
    }

    LogFailedException failed(String what, Throwable cause) {
        failure.compareAndSet(null, cause);
        return new LogFailedException(files + ": " + what, cause);
    }

    void markFailed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    boolean isWritable() {
        return health.isOk() && failure.get() == null;
    }

    LogFiles files() {
        return files;
    }

    LogHealth health() {
        return health;
    }

    SegmentList segments() {
        return segments;
    }

    void segments(SegmentList newSegments) {
        segments = newSegments;
    }

    EpochIndex epochs() {
        return epochs;
    }

    void epochs(EpochIndex newEpochs) {
        epochs = newEpochs;
    }

    long logStart() {
        return logStart;
    }

    void logStart(long offset) {
        logStart = offset;
    }

    long logEnd() {
        SegmentList now = segments;
        return now.all().isEmpty() ? durable.end().offset() : now.last().end().offset();
    }

    long highWatermark() {
        return highWatermark;
    }

    void highWatermark(long offset) {
        highWatermark = offset;
    }

    Durable durable() {
        return durable;
    }

    void durable(Durable newDurable) {
        durable = newDurable;
    }
}
