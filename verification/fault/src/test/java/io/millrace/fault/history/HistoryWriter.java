package io.millrace.fault.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * Notes operations in a file, which holds each one when {@code append} returns, also if this
 * process dies by SIGKILL then. Any thread; the order of the file is that of the calls, so whoever
 * notes an invocation before it acts and a completion after it can be compared with others.
 */
public final class HistoryWriter implements AutoCloseable {
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final FileChannel channel;

    @GuardedBy("this")
    private final StringBuilder text = new StringBuilder();

    private HistoryWriter(FileChannel channel, LongSupplier nanoTime) {
        this.channel = channel;
        this.nanoTime = nanoTime;
    }

    /**
     * @param nanoTime since the history began
     */
    public static HistoryWriter create(Path file, LongSupplier nanoTime) {
        try {
            return new HistoryWriter(
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    nanoTime);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void append(int process, Type type, Action action) {
        append(process, type, action, "");
    }

    public synchronized void append(int process, Type type, Action action, String error) {
        text.setLength(0);
        OpText.append(text, new Op(nanoTime.getAsLong(), process, type, action, error));
        ByteBuffer line =
                ByteBuffer.wrap(text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
