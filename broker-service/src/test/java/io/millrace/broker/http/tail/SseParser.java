package io.millrace.broker.http.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an event stream as the HTML standard says (9.2.6), in pieces of any size. Comments are kept
 * for tests to look at.
 */
public final class SseParser {
    /** A dispatched event. */
    public record Event(String type, String data, String lastEventId) {}

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private final List<String> comments = new ArrayList<>();
    private List<Event> events = new ArrayList<>();
    private boolean afterCr;
    private boolean first = true;
    private String type = "";
    private String lastEventId = "";
    private long retry = -1;

    /** Takes more bytes; returns the events that they complete. */
    public List<Event> feed(byte[] bytes, int from, int length) {
        events = new ArrayList<>();
        for (int i = from; i < from + length; i++) {
            byte b = bytes[i];
            boolean lfOfCrLf = afterCr && b == '\n';
            afterCr = b == '\r';
            if (lfOfCrLf) {
                continue;
            }
            if (b == '\r' || b == '\n') {
                endOfLine();
            } else {
                line.write(b);
            }
        }
        return events;
    }

    public List<String> comments() {
        return comments;
    }

    /** The last `retry:` in milliseconds; -1 if none came. */
    public long retry() {
        return retry;
    }

    public String lastEventId() {
        return lastEventId;
    }

    private void endOfLine() {
        String text = line.toString(UTF_8);
        line.reset();
        if (first && text.startsWith("\ufeff")) {
            text = text.substring(1);
        }
        first = false;
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            comments.add(text.substring(1).strip());
            return;
        }
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void field(String field, String value) {
        switch (field) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    lastEventId = value;
                }
            }
            case "retry" -> {
                if (value.matches("[0-9]+")) {
                    retry = Long.parseLong(value);
                }
            }
            default -> {}
        }
    }

    private void dispatch() {
        if (data.isEmpty()) {
            type = "";
            return;
        }
        data.setLength(data.length() - 1);
        events.add(new Event(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
        data.setLength(0);
        type = "";
    }
}
