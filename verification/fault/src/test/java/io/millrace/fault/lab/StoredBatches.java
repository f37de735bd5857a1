package io.millrace.fault.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The record batches of a log as its directory holds them, one after the other: {@code OFFSET.log}
 * files by name, in each batch 8 bytes of base offset, 4 of length, and what they count. For logs
 * that nobody writes or cleans meanwhile.
 */
public final class StoredBatches implements Iterable<ByteBuffer> {
    private static final int HEAD_BYTES = 12;

    private final Path log;

    private StoredBatches(Path log) {
        this.log = log;
    }

    public static StoredBatches of(Path log) {
        return new StoredBatches(log);
    }

    /** Ends where no whole batch follows in a segment. */
    @Override
    public Iterator<ByteBuffer> iterator() {
        Iterator<Path> segments = segments().iterator();
        return new Iterator<>() {
            private @Nullable Path segment;
            private long position;
            private @Nullable ByteBuffer next = read();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public ByteBuffer next() {
                ByteBuffer batch = next;
                if (batch == null) {
                    throw new NoSuchElementException();
                }
                next = read();
                return batch;
            }

            private @Nullable ByteBuffer read() {
                while (true) {
                    Path file = segment;
                    ByteBuffer batch = file == null ? null : batch(file, position);
                    if (batch != null) {
                        position += batch.remaining();
                        return batch;
                    }
                    if (!segments.hasNext()) {
                        return null;
                    }
                    segment = segments.next();
                    position = 0;
                }
            }
        };
    }

    private List<Path> segments() {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable ByteBuffer batch(Path segment, long position) {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            if (channel.read(head, position) < HEAD_BYTES) {
                return null;
            }
            long bytes = HEAD_BYTES + head.getInt(8);
            if (bytes <= HEAD_BYTES || bytes > channel.size() - position) {
                return null;
            }
            ByteBuffer batch = ByteBuffer.allocate((int) bytes);
            channel.read(batch, position);
            return batch.flip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
