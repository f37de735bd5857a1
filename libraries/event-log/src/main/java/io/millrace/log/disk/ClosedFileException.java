package io.millrace.log.disk;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The file was closed, perhaps by another thread; opening it again may help. */
public final class ClosedFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public ClosedFileException(String message, IOException cause) {
        super(message, cause);
    }
}
