package io.millrace.fault.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads what {@link HistoryWriter} has written. Whoever wrote it may have died in the last line.
 */
final class HistoryFile implements History {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;

    HistoryFile(Path file) {
        this.file = file;
    }

    @Override
    public void forEach(Consumer<? super Op> visitor) {
        long number = 1;
        Line line = new Line();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                for (int i = 0; i < size; i++) {
                    if (buffer[i] != '\n') {
                        line.append(buffer[i]);
                        continue;
                    }
                    visitor.accept(parse(line, number++));
                    line.clear();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Op parse(Line line, long number) {
        try {
            return OpText.parse(line);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalStateException(file + ", line " + number, e);
        }
    }
}
