package io.millrace.protocol.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** gzip, as the JDK reads and writes it. */
final class GzipStreams {
    private GzipStreams() {}

    /** For batches that were gzipped before: a builder does not write it. */
    static ByteBuffer compress(byte[] bytes, int size) {
        ByteArrayOutputStream target = new ByteArrayOutputStream(size);
        target.write(bytes, 0, BatchLayout.RECORDS);
        try (GZIPOutputStream out = new GZIPOutputStream(target)) {
            out.write(bytes, BatchLayout.RECORDS, size - BatchLayout.RECORDS);
        } catch (IOException e) {
            throw new UncheckedIOException("gzip in memory failed", e);
        }
        return ByteBuffer.wrap(target.toByteArray());
    }

    static void decompress(byte[] source, int from, int length, Output output) throws IOException {
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(source, from, length), 4096)) {
            while (true) {
                if (output.room() == 0) {
                    int next = in.read();
                    if (next < 0) {
                        return;
                    }
                    output.ensure(1);
                    output.bytes()[output.size()] = (byte) next;
                    output.advance(1);
                }
                if (output.room() > 0) {
                    int count = in.read(output.bytes(), output.size(), output.room());
                    if (count < 0) {
                        return;
                    }
                    output.advance(count);
                }
            }
        }
    }
}
