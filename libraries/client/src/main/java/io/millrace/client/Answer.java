package io.millrace.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MessageHeaders;

/** An HTTP answer with its whole body. */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
record Answer(int status, MessageHeaders headers, byte[] body) {
    /** More than the largest fetch and its last batch. */
    private static final int MAX_BYTES = 128 << 20;

    private static final int UNKNOWN_LENGTH_BYTES = 4096;

    static Answer read(ClassicHttpResponse response) throws IOException {
        return read(response, MAX_BYTES);
    }

    /** Reads a body into one array of the right size, if that is known: no further copy. */
    static Answer read(ClassicHttpResponse response, int maxBytes) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = new byte[0];
        if (entity != null) {
            try (InputStream in = entity.getContent()) {
                body = read(in, entity.getContentLength(), maxBytes);
            }
        }
        return new Answer(response.getCode(), response, body);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirstHeader(name)).map(Header::getValue);
    }

    /**
     * @throws NumberFormatException if it is there, but no number
     */
    long longHeader(String name, long otherwise) {
        return header(name).map(Long::parseLong).orElse(otherwise);
    }

    private static byte[] read(InputStream in, long length, int maxBytes) throws IOException {
        if (length > maxBytes) {
            throw new IOException("An answer of " + length + " bytes");
        }
        byte[] bytes = new byte[length < 0 ? UNKNOWN_LENGTH_BYTES : (int) length];
        int size = 0;
        while (true) {
            if (size == bytes.length) {
                if (size == length) {
                    return bytes;
                }
                if (size == maxBytes) {
                    throw new IOException("An answer of more than " + maxBytes + " bytes");
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, 2L * size));
            }
            int read = in.read(bytes, size, bytes.length - size);
            if (read < 0) {
                return Arrays.copyOf(bytes, size);
            }
            size += read;
        }
    }
}
