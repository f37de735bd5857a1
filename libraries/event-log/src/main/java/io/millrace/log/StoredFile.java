package io.millrace.log;

import io.millrace.log.disk.ClosedFileException;
import io.millrace.log.disk.DiskFile;
import io.millrace.log.disk.NoSuchFileFailure;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file as readers see it: opened when needed, closed when others need the handle more. Any
 * thread. Once {@link #markGone} was called, a file of the same name is another one and never read
 * as this.
 */
final class StoredFile {
    private final Path path;
    private final OpenFiles open;
    private volatile boolean gone;

    StoredFile(Path path, OpenFiles open) {
        this.path = path;
        this.open = open;
    }

    Path path() {
        return path;
    }

    /** Reads until the target is full or the file ends; returns bytes read. */
    int read(ByteBuffer target, long position) {
        int start = target.position();
        while (true) {
            try {
                return handle().read(target, position);
            } catch (ClosedFileException e) {
                target.position(start);
                open.forget(this);
            }
        }
    }

    long transferTo(long position, long count, WritableByteChannel target) {
        while (true) {
            try {
                return handle().transferTo(position, count, target);
            } catch (ClosedFileException e) {
                if (!target.isOpen()) {
                    throw e;
                }
                open.forget(this);
            }
        }
    }

    private DiskFile handle() {
        try {
            DiskFile handle = open.of(this);
            // Only now: whoever deletes the file marks it first, so what was opened is the right
            // one.
            checkPresent(null);
            return handle;
        } catch (NoSuchFileFailure e) {
            checkPresent(e);
            throw e;
        }
    }

    private void checkPresent(@Nullable Throwable cause) {
        if (gone) {
            open.forget(this);
            throw new SliceGoneException(path + " was deleted", cause);
        }
    }

    /** Call it before the file is deleted or replaced. */
    void markGone() {
        gone = true;
    }

    void closeHandle() {
        open.forget(this);
    }
}
