package io.millrace.broker.http.tail.frame;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames of `text/event-stream`. Whatever is in a value, it cannot end its frame or begin a
 * field: data is split at each CR, LF and CRLF, and an event name with CR, LF or NUL is dropped.
 */
public final class SseFrames {
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] DATA = ascii("data: ");

    private SseFrames() {}

    /** Tells the client how long to wait before it reconnects. */
    public static void retry(FrameBuffer out, Duration wait) {
        out.put("retry: ").put(wait.toMillis()).put('\n').put('\n');
    }

    /** A comment, which a client skips: one line without line breaks. */
    public static void comment(FrameBuffer out, String text) {
        out.put(": ").put(text).put('\n').put('\n');
    }

    /** Begins a frame. A name that could break it is left out, and the event is a `message`. */
    public static void event(FrameBuffer out, @Nullable String name) {
        if (name != null && isSafe(name)) {
            out.put(EVENT).put(name).put('\n');
        }
    }

    /** The field that the client sends back as `Last-Event-ID`: one line without NUL. */
    public static void id(FrameBuffer out, byte[] id) {
        out.put(ID).put(id).put('\n');
    }

    /** The data of a frame and its end. A conforming client reads every line break as LF. */
    public static void dataAndEnd(FrameBuffer out, byte[] data) {
        int from = 0;
        for (int at = 0; at < data.length; at++) {
            byte b = data[at];
            if (b == '\n' || b == '\r') {
                out.put(DATA).put(data, from, at - from).put('\n');
                if (b == '\r' && at + 1 < data.length && data[at + 1] == '\n') {
                    at++;
                }
                from = at + 1;
            }
        }
        out.put(DATA).put(data, from, data.length - from).put('\n').put('\n');
    }

    private static boolean isSafe(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
