package io.millrace.log.disk;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The file to open, rename or list is not there. */
public final class NoSuchFileFailure extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public NoSuchFileFailure(String message, IOException cause) {
        super(message, cause);
    }
}
