package io.millrace.broker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket that speaks HTTP/1.1 as the test wants it: half a request, no end, garbage. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final DataPlane plane;

    RawClient(DataPlane plane) {
        this.plane = plane;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), plane.port());
            socket.setSoTimeout(20_000);
            out = socket.getOutputStream();
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of a request with credentials, without the empty line at its end. */
    RawClient head(String requestLine, String... headers) {
        StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: x\r\n");
        head.append("Authorization: Bearer ").append(plane.key.reveal()).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    RawClient chunk(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
    }

    RawClient lastChunk() {
        return send("0\r\n\r\n");
    }

    /** Reads on until the end of this text; everything up to there. */
    String readUntil(String end) {
        StringBuilder read = new StringBuilder();
        try {
            while (read.indexOf(end) < 0) {
                int b = in.read();
                if (b < 0) {
                    throw new AssertionError("The server closed after: " + read);
                }
                read.append((char) b);
            }
        } catch (IOException e) {
            throw new AssertionError("No \"" + end + "\" after: " + read, e);
        }
        return read.toString();
    }

    /** Everything until the server closes. */
    String readAll() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
