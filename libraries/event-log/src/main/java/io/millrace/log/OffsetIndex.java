package io.millrace.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sparse (relative offset, position) pairs of batches in one segment: 4 + 4 bytes. */
final class OffsetIndex {
    static final int ENTRY_BYTES = 8;

    private final long baseOffset;
    private final IndexFile entries;

    /** Where a batch starts. */
    record Entry(long offset, int position) {}

    OffsetIndex(long baseOffset, IndexFile entries) {
        this.baseOffset = baseOffset;
        this.entries = entries;
    }

    IndexFile entries() {
        return entries;
    }

    void add(long offset, int position) {
        ByteBuffer entry = entries.next();
        entry.putInt(0, (int) (offset - baseOffset)).putInt(4, position);
        entries.added();
    }

    /** The last indexed batch that starts at or before the offset; the segment's start if none. */
    Entry atOrBefore(long offset) {
        return entry(entries.lastAtMost((bytes, at) -> bytes.getInt(at), offset - baseOffset));
    }

    /** The last indexed batch that starts at or before the position. */
    Entry atOrBeforePosition(int position) {
        return entry(entries.lastAtMost((bytes, at) -> bytes.getInt(at + 4), position));
    }

    private Entry entry(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? new Entry(baseOffset, 0)
                : new Entry(baseOffset + bytes.getInt(0), bytes.getInt(4));
    }

    /** Drops the entries from this offset on. */
    void cutFrom(long offset) {
        int keep = 0;
        int above = entries.count();
        while (keep < above) {
            int middle = (keep + above) >>> 1;
            if (baseOffset + entries.entry(middle).getInt(0) < offset) {
                keep = middle + 1;
            } else {
                above = middle;
            }
        }
        entries.cut(keep);
    }
}
