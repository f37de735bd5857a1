package io.millrace.log;

import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import io.millrace.log.disk.NoSpaceException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one size, rising by each of their keys: the older in a file, the newest in memory.
 * Added to and cut by the owner of the segment; searched by any thread.
 */
final class IndexFile {
    private static final int TAIL_BYTES = 4096;
    private static final int BLOCK_ENTRIES = 256;

    private final Disk disk;
    private final StoredFile file;
    private final int entryBytes;
    private boolean fileIsLonger;
    private volatile Tail tail;

    /** Entries that are not in the file yet; those below {@code count} never change. */
    private static final class Tail {
        final int inFile;
        final ByteBuffer bytes;
        volatile int count;

        Tail(int inFile, ByteBuffer bytes, int count) {
            this.inFile = inFile;
            this.bytes = bytes;
            this.count = count;
        }
    }

    /** Reads one key of the entry that starts at a place of a buffer. */
    interface Key {
        long of(ByteBuffer entries, int at);
    }

    IndexFile(Disk disk, StoredFile file, int entryBytes, int entriesInFile) {
        this.disk = disk;
        this.file = file;
        this.entryBytes = entryBytes;
        this.tail = emptyTail(entriesInFile);
    }

    private Tail emptyTail(int inFile) {
        return new Tail(inFile, ByteBuffer.allocate(0), 0);
    }

    int count() {
        Tail now = tail;
        return now.inFile + now.count;
    }

    /**
     * Owner. The buffer to put one entry into, at the place where it has to start; then {@link
     * #added}.
     */
    ByteBuffer next() {
        Tail now = tail;
        int at = now.count * entryBytes;
        if (at + entryBytes > now.bytes.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(TAIL_BYTES / 8, 2 * at));
            larger.put(0, now.bytes, 0, at);
            now = new Tail(now.inFile, larger, now.count);
            tail = now;
        }
        return now.bytes.slice(at, entryBytes);
    }

    /** Owner. Shows the entry to readers. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one owner
    void added() {
        tail.count++;
    }

    /** Owner. Moves the entries in memory to the file, which is not forced. */
    void spill() {
        Tail now = tail;
        if (now.count == 0) {
            return;
        }
        try (DiskFile out = openForWrite()) {
            if (fileIsLonger) {
                out.truncate((long) now.inFile * entryBytes);
                fileIsLonger = false;
            }
            out.write(now.bytes.slice(0, now.count * entryBytes), (long) now.inFile * entryBytes);
        }
        tail = emptyTail(now.inFile + now.count);
    }

    /** Owner. Bounds the memory of the entries. */
    void spillIfFull() {
        if (tail.count * entryBytes >= TAIL_BYTES) {
            spillIfSpace();
        }
    }

    /** Owner. Like {@link #spill}; on a full disk the entries stay in memory until a later call. */
    void spillIfSpace() {
        try {
            spill();
        } catch (NoSpaceException e) {
            // An index is a shortcut: the append that it belongs to has succeeded.
        }
    }

    /** Any thread. Makes the entries durable that are in the file; false if there are none. */
    boolean force() {
        if (tail.inFile == 0) {
            return false;
        }
        try (DiskFile out = disk.openForWrite(file.path())) {
            out.force(true);
        }
        return true;
    }

    /** Owner. Makes all entries durable; returns the checksum of the file. */
    int seal() {
        spill();
        int bytes = tail.inFile * entryBytes;
        try (DiskFile out = openForWrite()) {
            out.truncate(bytes);
            out.force(true);
            return checksum(out, bytes);
        }
    }

    private static int checksum(DiskFile in, int bytes) {
        ByteBuffer content = ByteBuffer.allocate(bytes);
        in.read(content, 0);
        CRC32C crc = new CRC32C();
        crc.update(content.flip());
        return (int) crc.getValue();
    }

    /** Whether the file is what {@link #seal} left. */
    boolean isIntact(int crc) {
        ByteBuffer content = ByteBuffer.allocate(tail.inFile * entryBytes);
        if (!disk.exists(file.path()) || file.read(content, 0) < content.capacity()) {
            return false;
        }
        CRC32C actual = new CRC32C();
        actual.update(content.flip());
        return (int) actual.getValue() == crc;
    }

    /**
     * Owner. Keeps the first entries only; the file follows when entries are next written to it.
     */
    void cut(int entries) {
        Tail now = tail;
        if (entries < now.inFile) {
            fileIsLonger = true;
            tail = emptyTail(entries);
        } else {
            tail = new Tail(now.inFile, now.bytes, Math.min(now.count, entries - now.inFile));
        }
    }

    /** Owner. What lies in the file behind the entries is not ours. */
    void distrustFile() {
        fileIsLonger = true;
    }

    private DiskFile openForWrite() {
        return disk.exists(file.path()) ? disk.openForWrite(file.path()) : disk.create(file.path());
    }

    /** The last entry whose key is not above the bound; null if all are. */
    @Nullable ByteBuffer lastAtMost(Key key, long bound) {
        Tail now = tail;
        int count = now.count;
        if (count > 0 && key.of(now.bytes, 0) <= bound) {
            return search(now.bytes, count, key, bound);
        }
        int low = 0;
        int high = now.inFile;
        while (high - low > BLOCK_ENTRIES) {
            int middle = (low + high) >>> 1;
            if (key.of(load(middle, 1), 0) <= bound) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low == high ? null : search(load(low, high - low), high - low, key, bound);
    }

    private @Nullable ByteBuffer search(ByteBuffer entries, int count, Key key, long bound) {
        int low = -1;
        int high = count;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (key.of(entries, middle * entryBytes) <= bound) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low < 0 ? null : entries.slice(low * entryBytes, entryBytes);
    }

    ByteBuffer entry(int number) {
        Tail now = tail;
        return number < now.inFile
                ? load(number, 1)
                : now.bytes.slice((number - now.inFile) * entryBytes, entryBytes);
    }

    private ByteBuffer load(int first, int count) {
        ByteBuffer entries = ByteBuffer.allocate(count * entryBytes);
        if (file.read(entries, (long) first * entryBytes) < entries.capacity()) {
            throw new SliceGoneException(file.path() + " was cut", null);
        }
        return entries;
    }

    StoredFile file() {
        return file;
    }
}
