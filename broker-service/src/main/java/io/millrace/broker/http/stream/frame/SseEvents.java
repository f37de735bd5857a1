package io.millrace.broker.http.stream.frame;

import io.millrace.broker.http.json.JsonBytes;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events with the position as their id: every record has one, or only the last that goes out at
 * once. Owned by the stream's thread.
 */
public final class SseEvents {
    private final Consumer<JsonBytes> position;
    private final boolean idWithEvery;
    private byte @Nullable [] heldBack;

    /**
     * @param position writes the id of now
     */
    public SseEvents(Consumer<JsonBytes> position, boolean idWithEvery) {
        this.position = position;
        this.idWithEvery = idWithEvery;
    }

    /** Called when the position has moved behind the record; true if it was told with it. */
    public boolean record(JsonBytes out, @Nullable String name, byte[] payload) {
        release(out, false);
        SseFrames.event(out, name);
        if (!idWithEvery) {
            heldBack = payload;
            return false;
        }
        SseFrames.id(out, position);
        SseFrames.dataAndEnd(out, payload);
        return true;
    }

    public void event(JsonBytes out, String name, boolean withId, byte[] data) {
        release(out, !withId);
        SseFrames.event(out, name);
        if (withId) {
            SseFrames.id(out, position);
        }
        SseFrames.dataAndEnd(out, data);
    }

    /** An event of nothing but the position. */
    public void id(JsonBytes out) {
        SseFrames.id(out, position);
        out.raw('\n');
    }

    public void retry(JsonBytes out, Duration wait) {
        release(out, true);
        SseFrames.retry(out, wait);
    }

    /** Nothing more goes out with what was said; true if the position was told. */
    public boolean endOfChunk(JsonBytes out) {
        return release(out, true);
    }

    /** The id of a record that is held back is that of the moment when it goes out. */
    private boolean release(JsonBytes out, boolean withId) {
        byte[] payload = heldBack;
        if (payload == null) {
            return false;
        }
        heldBack = null;
        if (withId) {
            SseFrames.id(out, position);
        }
        SseFrames.dataAndEnd(out, payload);
        return withId;
    }
}
