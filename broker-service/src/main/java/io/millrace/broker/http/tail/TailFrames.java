package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;

/** How a stream says all that happens. Owned by the stream's thread. */
interface TailFrames extends RecordFrames {
    /** What a stream says first. */
    record Opening(String session, boolean resumed, Instant expiresAt) {}

    void open(JsonBytes out, Opening opening);

    /**
     * Called when nothing more is added to what goes out at once; true if the position was told.
     */
    boolean endOfChunk(JsonBytes out);

    /** Tells the position, where that can be told without a record; else does nothing. */
    void position(JsonBytes out);

    void heartbeat(JsonBytes out, Instant now, long lag);

    /** Says nothing, in the fewest bytes. */
    void keepAlive(JsonBytes out, Instant now, long lag);

    void error(JsonBytes out, Problem problem);

    /** The last words to a reader that must not come back. */
    void end(JsonBytes out, String reason, String topic);

    /** How long the reader should wait before it comes back. */
    void retry(JsonBytes out, Duration wait);

    /** How often a position that has moved without a word is told. */
    Duration positionEvery();
}
