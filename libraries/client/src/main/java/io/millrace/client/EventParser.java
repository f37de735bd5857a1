package io.millrace.client;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Parses a stream of Server-Sent Events, as the HTML standard tells it. Owned by one thread. */
final class EventParser {
    private final Reader in;
    private final int maxChars;
    private final char[] buffer = new char[16 << 10];
    private final StringBuilder line = new StringBuilder();
    private int at;
    private int end;
    private boolean skipLineFeed;

    private String lastId;
    private long retryMs = -1;

    EventParser(Reader in, int maxChars, String lastId) {
        this.in = in;
        this.maxChars = maxChars;
        this.lastId = lastId;
    }

    /** The id of the last event that had one. */
    String lastId() {
        return lastId;
    }

    /** The pause before a reconnect that the server asked for; -1 if it did not. */
    long retryMs() {
        return retryMs;
    }

    /**
     * The next event that has data; null at the end of the stream, where a begun event is void.
     *
     * @throws EventTooLargeException if it is larger than allowed
     */
    @Nullable TailEvent next() throws IOException {
        String type = "";
        String id = lastId;
        StringBuilder data = null;
        while (true) {
            String text = readLine();
            if (text == null) {
                return null;
            }
            if (text.isEmpty()) {
                lastId = id;
                if (data != null) {
                    return new TailEvent(type.isEmpty() ? "message" : type, id, data.toString());
                }
                type = "";
                continue;
            }
            int colon = text.indexOf(':');
            String field = colon < 0 ? text : text.substring(0, colon);
            switch (field) {
                case "data" -> {
                    data = data == null ? new StringBuilder() : data.append('\n');
                    data.append(text, valueAt(text, colon), text.length());
                    if (data.length() > maxChars) {
                        throw new EventTooLargeException(maxChars);
                    }
                }
                case "event" -> type = text.substring(valueAt(text, colon));
                case "id" ->
                        id = text.indexOf('\0') < 0 ? text.substring(valueAt(text, colon)) : id;
                case "retry" -> retryMs = number(text.substring(valueAt(text, colon)), retryMs);
                default -> {
                    // A comment, or a field of the future.
                }
            }
        }
    }

    private static int valueAt(String text, int colon) {
        if (colon < 0) {
            return text.length();
        }
        boolean space = colon + 1 < text.length() && text.charAt(colon + 1) == ' ';
        return colon + (space ? 2 : 1);
    }

    private static long number(String text, long otherwise) {
        boolean digits =
                !text.isEmpty()
                        && text.length() < 10
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : otherwise;
    }

    /** A line without its end, which is CR, LF or both. */
    private @Nullable String readLine() throws IOException {
        line.setLength(0);
        while (true) {
            if (at == end) {
                end = Math.max(0, in.read(buffer, 0, buffer.length));
                at = 0;
                if (end == 0) {
                    return null;
                }
            }
            if (skipLineFeed) {
                skipLineFeed = false;
                if (buffer[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            line.append(buffer, from, at - from);
            if (line.length() > maxChars) {
                throw new EventTooLargeException(maxChars);
            }
            if (at < end) {
                skipLineFeed = buffer[at] == '\r';
                at++;
                return line.toString();
            }
        }
    }

    /** Nothing that would be read again could be smaller. */
    static final class EventTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        EventTooLargeException(int maxChars) {
            super("An event of more than " + maxChars + " characters");
        }
    }
}
