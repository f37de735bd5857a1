package io.millrace.protocol.batch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** gzip, as the JDK reads it. */
final class GzipStreams {
    private GzipStreams() {}

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
