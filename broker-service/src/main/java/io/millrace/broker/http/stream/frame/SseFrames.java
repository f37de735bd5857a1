package io.millrace.broker.http.stream.frame;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.http.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames of `text/event-stream`. Whatever is in a value, it cannot end its frame or begin a
 * field: data is split at each CR, LF and CRLF, and an event name with CR, LF or NUL is dropped.
 */
public final class SseFrames {
    private static final byte[] RETRY = ascii("retry: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] DATA = ascii("data: ");

    private SseFrames() {}

    /** Tells the client how long to wait before it reconnects. */
    public static void retry(JsonBytes out, Duration wait) {
        out.raw(RETRY).number(wait.toMillis()).raw('\n').raw('\n');
    }

    /** A comment, which a client skips: one line without line breaks. */
    public static void comment(JsonBytes out, String text) {
        out.raw(ascii(": " + text)).raw('\n').raw('\n');
    }

    /** Begins a frame. A name that could break it is left out, and the event is a `message`. */
    public static void event(JsonBytes out, @Nullable String name) {
        if (name != null && isSafe(name)) {
            out.raw(EVENT).raw(name.getBytes(StandardCharsets.UTF_8)).raw('\n');
        }
    }

    /** The field that the client sends back as `Last-Event-ID`: one line without NUL. */
    public static void id(JsonBytes out, Consumer<JsonBytes> text) {
        out.raw(ID);
        text.accept(out);
        out.raw('\n');
    }

    /** The data of a frame and its end. A conforming client reads every line break as LF. */
    public static void dataAndEnd(JsonBytes out, byte[] data) {
        int from = 0;
        for (int at = 0; at < data.length; at++) {
            byte b = data[at];
            if (b == '\n' || b == '\r') {
                out.raw(DATA).raw(data, from, at - from).raw('\n');
                if (b == '\r' && at + 1 < data.length && data[at + 1] == '\n') {
                    at++;
                }
                from = at + 1;
            }
        }
        out.raw(DATA).raw(data, from, data.length - from).raw('\n').raw('\n');
    }

    private static boolean isSafe(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }
}
