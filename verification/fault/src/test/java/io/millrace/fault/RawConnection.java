package io.millrace.fault;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A client that keeps no rule of HTTP but those that the test gives it. */
final class RawConnection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream output;
    private final BufferedReader input;

    RawConnection(Millrace server, int receiveBufferBytes) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(receiveBufferBytes);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()), 5_000);
            socket.setSoTimeout(120_000);
            output = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            input =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawConnection head(Millrace server, String requestLine, String... headers) {
        send(requestLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        send("Authorization: Bearer " + server.adminKey() + "\r\n");
        for (String header : headers) {
            send(header + "\r\n");
        }
        return send("\r\n").flush();
    }

    RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawConnection send(byte[] bytes) {
        try {
            output.write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One chunk of a body with {@code Transfer-Encoding: chunked}; an empty one ends it. */
    RawConnection chunk(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
    }

    RawConnection flush() {
        try {
            output.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line that is as wanted; fails at the end of the answer. */
    String awaitLine(Predicate<String> wanted) {
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (wanted.test(line)) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the answer ended without the line that was waited for");
    }

    /** True when the server has ended the connection, having read whatever it still sent. */
    boolean awaitClose() {
        try {
            while (input.readLine() != null) {
                continue;
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
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
