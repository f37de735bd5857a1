package io.millrace.fault.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A line that is taken apart from left to right. Owned by one thread. */
final class Line {
    private byte[] bytes = new byte[256];
    private int length;
    private int position;

    void clear() {
        length = 0;
        position = 0;
    }

    void append(byte b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = b;
    }

    boolean hasMore() {
        skipSpaces();
        return position < length;
    }

    /** Whatever comes up to the next space. */
    String word() {
        skipSpaces();
        int start = position;
        while (position < length && bytes[position] != ' ') {
            position++;
        }
        return new String(bytes, start, position - start, StandardCharsets.US_ASCII);
    }

    long number() {
        skipSpaces();
        boolean negative = position < length && bytes[position] == '-';
        if (negative) {
            position++;
        }
        int start = position;
        long number = 0;
        while (position < length && bytes[position] >= '0' && bytes[position] <= '9') {
            number = Math.addExact(Math.multiplyExact(number, 10L), bytes[position++] - '0');
        }
        if (position == start) {
            throw malformed("no number");
        }
        return negative ? -number : number;
    }

    /** Goes past this text if it comes next. */
    boolean takes(String text) {
        skipSpaces();
        for (int i = 0; i < text.length(); i++) {
            if (position + i >= length || bytes[position + i] != text.charAt(i)) {
                return false;
            }
        }
        position += text.length();
        return true;
    }

    IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException(
                why
                        + " at column "
                        + position
                        + " of: "
                        + new String(bytes, 0, length, StandardCharsets.US_ASCII));
    }

    private void skipSpaces() {
        while (position < length && bytes[position] == ' ') {
            position++;
        }
    }
}
