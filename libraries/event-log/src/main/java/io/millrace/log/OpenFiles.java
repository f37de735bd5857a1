package io.millrace.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that readers hold open, over all logs of a directory: at most so many, the longest
 * unused is closed first. Any thread; no I/O happens under the lock. Writers have handles of their
 * own, because a reader that is interrupted closes the one that it uses.
 */
final class OpenFiles implements AutoCloseable {
    private final Disk disk;
    private final int filesMax;

    @GuardedBy("this")
    private final LinkedHashMap<StoredFile, DiskFile> files = new LinkedHashMap<>(16, 0.75f, true);

    OpenFiles(Disk disk, int filesMax) {
        this.disk = disk;
        this.filesMax = filesMax;
    }

    DiskFile of(StoredFile file) {
        DiskFile known = get(file);
        if (known != null) {
            return known;
        }
        DiskFile opened = disk.openForRead(file.path());
        List<DiskFile> unused = put(file, opened);
        unused.forEach(DiskFile::close);
        return opened;
    }

    private synchronized @Nullable DiskFile get(StoredFile file) {
        return files.get(file);
    }

    private synchronized List<DiskFile> put(StoredFile file, DiskFile opened) {
        List<DiskFile> unused = new ArrayList<>();
        DiskFile before = files.put(file, opened);
        if (before != null) {
            unused.add(before);
        }
        var eldest = files.values().iterator();
        while (files.size() > filesMax && eldest.hasNext()) {
            unused.add(eldest.next());
            eldest.remove();
        }
        return unused;
    }

    void forget(StoredFile file) {
        DiskFile known;
        synchronized (this) {
            known = files.remove(file);
        }
        if (known != null) {
            known.close();
        }
    }

    synchronized int size() {
        return files.size();
    }

    @Override
    public void close() {
        List<DiskFile> all;
        synchronized (this) {
            all = List.copyOf(files.values());
            files.clear();
        }
        all.forEach(DiskFile::close);
    }
}
