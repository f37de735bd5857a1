package io.millrace.broker.http.stream;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One stream's way to its reader, and what the process wants of the stream. What is said goes out
 * chunk by chunk, of which there is never more than one under way. Owned by the stream's thread;
 * any other only leaves messages and looks whether the reader takes something.
 */
public final class StreamLine {
    private static final int CHUNK_BYTES = 1024;

    private final Streams streams;
    private final ChunkSink sink;
    private final Wakeup wakeup;
    private final Supplier<Optional<Problem>> objection;
    private final Instant expiresAt;
    private final long expiresAtNanos;

    private JsonBytes chunk = new JsonBytes(CHUNK_BYTES);
    private int reserved;
    private long lastWord = System.nanoTime();

    private volatile boolean checkDue;
    private volatile boolean draining;
    private volatile long drainAt;
    private volatile boolean sending;
    private volatile long progressAt;
    private volatile long pendingSeen;

    /**
     * @param wakeup that of the sink
     * @param objection why the reader may not go on, if its credentials do not hold any more
     * @param expiresAt when it is {@code life} from now
     */
    StreamLine(
            Streams streams,
            ChunkSink sink,
            Wakeup wakeup,
            Supplier<Optional<Problem>> objection,
            Instant expiresAt,
            Duration life) {
        this.streams = streams;
        this.sink = sink;
        this.wakeup = wakeup;
        this.objection = objection;
        this.expiresAt = expiresAt;
        this.expiresAtNanos = System.nanoTime() + life.toNanos();
    }

    /** What goes out next. */
    public JsonBytes chunk() {
        return chunk;
    }

    /**
     * Adds to the chunk what may be much, once a chunk: when it is this stream's turn, and goes on
     * when there is room for the result.
     */
    public <T> T render(Function<JsonBytes, T> rendering) {
        T result = streams.render(() -> rendering.apply(chunk), chunk::size);
        reserved += chunk.size();
        return result;
    }

    /** Drops what was not sent. */
    public void takeBack() {
        chunk = new JsonBytes(CHUNK_BYTES);
    }

    /** Sends the chunk, if there is any, and begins a new one; false if the reader has gone. */
    public boolean send() {
        if (chunk.size() == 0) {
            return sink.isOpen();
        }
        lastWord = System.nanoTime();
        progressAt = lastWord;
        sending = true;
        boolean there = sink.send(chunk.view());
        sending = false;
        giveBack();
        takeBack();
        return there;
    }

    /** Time of {@link System#nanoTime} when something was sent last. */
    public long lastWord() {
        return lastWord;
    }

    /** Sleeps until somebody wakes it, or the time has come. */
    public void await(long deadlineNanos) {
        wakeup.await(deadlineNanos);
    }

    /** Has the stream look again. Any thread. */
    public void wake() {
        wakeup.call();
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public boolean isExpired() {
        return System.nanoTime() - expiresAtNanos >= 0;
    }

    /** Whether the process goes down, and it is this stream's turn to end. */
    public boolean isDrained() {
        return draining && System.nanoTime() - drainAt >= 0;
    }

    /** Time of {@link System#nanoTime} by which it has to end. */
    public long endsBy() {
        return draining && drainAt - expiresAtNanos < 0 ? drainAt : expiresAtNanos;
    }

    /** Whether topics and credentials are to be looked at again; true once. */
    public boolean takeCheck() {
        boolean due = checkDue;
        checkDue = false;
        return due;
    }

    /** Why the reader may not go on, if so. */
    public Optional<Problem> objection() {
        return objection.get();
    }

    /** Any thread. */
    void check() {
        checkDue = true;
        wakeup.call();
    }

    /** Ends the stream at a time of {@link System#nanoTime}, so that its reader comes back. */
    void drainBy(long nanos) {
        drainAt = nanos;
        draining = true;
        wakeup.call();
    }

    /** Ends the stream without a word. Any thread. */
    void cancel() {
        sink.abort();
    }

    /** How long the reader has taken nothing of what is on its way to it. Any thread. */
    Duration stalledFor() {
        return sending ? Duration.ofNanos(System.nanoTime() - progressAt) : Duration.ZERO;
    }

    /** Looks whether the reader has taken something. One thread at a time. */
    void noteProgress() {
        long pending = sink.pendingBytes();
        if (pending != pendingSeen) {
            pendingSeen = pending;
            progressAt = System.nanoTime();
        }
    }

    void close() {
        giveBack();
        sink.complete();
    }

    private void giveBack() {
        streams.taken(reserved);
        reserved = 0;
    }
}
