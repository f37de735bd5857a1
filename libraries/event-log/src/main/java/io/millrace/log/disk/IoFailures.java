package io.millrace.log.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Translates the failures of the JDK into those of the {@link Disk} port. */
final class IoFailures {
    private IoFailures() {}

    interface Action<T> {
        T run() throws IOException;
    }

    static <T> T of(Path file, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw translated(file, e);
        }
    }

    private static UncheckedIOException translated(Path file, IOException cause) {
        String message = file + ": " + cause.getMessage();
        return switch (cause) {
            case ClosedByInterruptException e ->
                    new UncheckedIOException(file + ": interrupted", e);
            case ClosedChannelException e -> new ClosedFileException(file + ": closed", e);
            case NoSuchFileException e -> new NoSuchFileFailure(file + ": no such file", e);
            default ->
                    isNoSpace(cause)
                            ? new NoSpaceException(message, cause)
                            : new UncheckedIOException(message, cause);
        };
    }

    /** The JDK has no type for ENOSPC and EDQUOT, only the system's text. */
    private static boolean isNoSpace(IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("quota exceeded")
                || text.contains("not enough space");
    }
}
