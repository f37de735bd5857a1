package io.millrace.broker.http.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP/1.1 client on a bare socket, which reads no faster than it is told to. */
public final class StreamClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final SseParser parser = new SseParser();
    private final Deque<SseParser.Event> events = new ArrayDeque<>();
    private final Map<String, String> headers = new TreeMap<>();
    private final int status;

    /** Sends a request; the head of the answer has been read when this returns. */
    StreamClient(int port, String target, String... requestHeaders) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(20_000);
            StringBuilder request =
                    new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: test\r\n");
            for (String header : requestHeaders) {
                request.append(header).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
            in = new BufferedInputStream(socket.getInputStream());
            status = Integer.parseInt(line().split(" ")[1]);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StreamClient sse(TailServer server, String target, String... more) {
        return sse(server.port(), server.authorization(), target, more);
    }

    public static StreamClient sse(int port, String authorization, String target, String... more) {
        List<String> headers = new ArrayList<>(List.of(more));
        headers.add("Accept: text/event-stream");
        headers.add("Authorization: " + authorization);
        return new StreamClient(port, target, headers.toArray(String[]::new));
    }

    static StreamClient lines(TailServer server, String target, String... more) {
        List<String> headers = new ArrayList<>(List.of(more));
        headers.add("Accept: application/x-ndjson");
        headers.add("Authorization: " + server.authorization());
        return new StreamClient(server.port(), target, headers.toArray(String[]::new));
    }

    public int status() {
        return status;
    }

    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    SseParser parser() {
        return parser;
    }

    /** The next event; fails if none comes in 20 s or the stream ends. */
    public SseParser.Event next() {
        while (events.isEmpty()) {
            byte[] chunk = chunk();
            if (chunk.length == 0) {
                throw new AssertionError("the stream ended");
            }
            events.addAll(parser.feed(chunk, 0, chunk.length));
        }
        return events.removeFirst();
    }

    /** The next event that is a record. */
    public SseParser.Event nextMessage() {
        SseParser.Event event = next();
        while (!event.type().equals("message")) {
            event = next();
        }
        return event;
    }

    public List<SseParser.Event> messages(int count) {
        List<SseParser.Event> messages = new ArrayList<>();
        while (messages.size() < count) {
            messages.add(nextMessage());
        }
        return messages;
    }

    /** Reads to the end of the stream; whatever events come. */
    public List<SseParser.Event> toEnd() {
        List<SseParser.Event> rest = new ArrayList<>(events);
        events.clear();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            rest.addAll(parser.feed(chunk, 0, chunk.length));
        }
        return rest;
    }

    /** The body as text, to its end. */
    public String body() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (headers.containsKey("content-length")) {
            return new String(exactly(Integer.parseInt(header("content-length"))), UTF_8);
        }
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            all.writeBytes(chunk);
        }
        return all.toString(UTF_8);
    }

    /** One chunk of the body; empty at its end. */
    byte[] chunk() {
        try {
            int length = Integer.parseInt(line(), 16);
            byte[] chunk = exactly(length);
            line();
            return chunk;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came for 20 s", e);
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

    private byte[] exactly(int length) {
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the connection was cut");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was cut");
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }
}
