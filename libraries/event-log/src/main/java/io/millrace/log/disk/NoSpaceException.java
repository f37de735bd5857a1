package io.millrace.log.disk;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The volume or the quota is full. What was being written may be there in part. */
public final class NoSpaceException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public NoSpaceException(String message, IOException cause) {
        super(message, cause);
    }
}
