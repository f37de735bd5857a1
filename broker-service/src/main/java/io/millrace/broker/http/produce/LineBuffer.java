package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.JsonText;
import io.millrace.broker.http.limits.ByteBudget;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * Cuts a stream of bytes into lines. A line longer than the limit is not kept: its bytes are
 * dropped as they come, and a mark stands in its place. Owned by one stream; {@link #free} it.
 */
final class LineBuffer {
    private static final int FIRST_BYTES = 16 * 1024;

    private final int lineBytesMax;
    private final ByteBudget budget;

    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private int lineStart;
    private int scanned;
    private int lines;
    private long linesSeen;
    private boolean dropping;
    private final ArrayDeque<Long> tooLong = new ArrayDeque<>();
    private long linesTaken;

    LineBuffer(int lineBytesMax, ByteBudget budget) {
        this.lineBytesMax = lineBytesMax;
        this.budget = budget;
    }

    /** One line's place in {@link #array}, until the next {@link #add}. */
    record Line(int from, int to, boolean tooLong) {}

    /** Whole lines that can be taken. */
    int lines() {
        return lines;
    }

    int bytes() {
        return end - start;
    }

    byte[] array() {
        return bytes;
    }

    /**
     * Takes in what has come.
     *
     * @return false if the process has no memory for it; the stream must end then
     */
    boolean add(DataBuffer chunk) {
        int more = chunk.readableByteCount();
        if (!makeRoom(more)) {
            return false;
        }
        chunk.read(bytes, end, more);
        end += more;
        scan();
        return true;
    }

    /** The body has ended: what is left is the last line. */
    void finish() {
        if ((dropping || end > lineStart) && makeRoom(1)) {
            bytes[end++] = '\n';
            scan();
        }
    }

    /** The next line, without its newline; only while {@link #lines} is above 0. */
    Line take() {
        int from = start;
        int to = from;
        while (bytes[to] != '\n') {
            to++;
        }
        start = to + 1;
        lines--;
        long number = linesTaken++;
        boolean skipped = !tooLong.isEmpty() && tooLong.peekFirst() == number;
        if (skipped) {
            tooLong.removeFirst();
        }
        boolean empty = !skipped && JsonText.isBlank(bytes, from, to);
        return new Line(from, empty ? from : to, skipped);
    }

    void free() {
        budget.give(bytes.length);
        bytes = new byte[0];
        start = end = lineStart = scanned = lines = 0;
    }

    private void scan() {
        for (int at = scanned; at < end; at++) {
            if (bytes[at] != '\n') {
                continue;
            }
            if (dropping) {
                // What came of the line's rest goes, its newline stays.
                int dropped = at - scanned;
                System.arraycopy(bytes, at, bytes, scanned, end - at);
                end -= dropped;
                at -= dropped;
                dropping = false;
            } else if (at - lineStart > lineBytesMax) {
                tooLong.add(linesSeen);
            }
            scanned = at + 1;
            lineStart = at + 1;
            lines++;
            linesSeen++;
        }
        if (dropping) {
            end = scanned;
        } else if (end - lineStart > lineBytesMax) {
            dropping = true;
            tooLong.add(linesSeen);
            end = lineStart;
            scanned = lineStart;
        } else {
            scanned = end;
        }
    }

    private boolean makeRoom(int more) {
        if (start == end) {
            start = end = lineStart = scanned = 0;
        }
        if (bytes.length - end >= more) {
            return true;
        }
        int held = end - start;
        if (bytes.length - held < more) {
            int length = Math.max(FIRST_BYTES, Math.max(held + more, bytes.length * 2));
            if (!budget.tryTake(length - bytes.length)) {
                return false;
            }
            bytes = Arrays.copyOfRange(bytes, start, start + length);
        } else {
            System.arraycopy(bytes, start, bytes, 0, held);
        }
        scanned -= start;
        lineStart -= start;
        end -= start;
        start = 0;
        return true;
    }
}
