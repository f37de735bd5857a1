package io.millrace.fault.group;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address for several servers, as a load balancer gives it: each connection goes to the next
 * one that takes it. Owns two threads for each connection; they end with it.
 */
public final class RoundRobin implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 1_000;
    private static final int BUFFER_BYTES = 16 << 10;

    private final List<URI> servers;
    private final ServerSocket socket;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private RoundRobin(List<URI> servers) throws IOException {
        this.servers = List.copyOf(servers);
        this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    public static RoundRobin of(List<URI> servers) {
        try {
            RoundRobin proxy = new RoundRobin(servers);
            Thread.ofVirtual().name("round-robin").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                // Then the condition ends the loop.
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = connect()) {
            open.add(server);
            Thread back = Thread.ofVirtual().start(() -> pass(server, client));
            pass(client, server);
            back.join();
            open.remove(server);
        } catch (IOException nobody) {
            // The client sees its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private Socket connect() throws IOException {
        IOException last = new IOException("no server");
        for (int attempt = 0; attempt < servers.size(); attempt++) {
            URI server = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
            Socket connection = new Socket();
            try {
                connection.connect(
                        new InetSocketAddress(server.getHost(), server.getPort()),
                        CONNECT_TIMEOUT_MS);
                return connection;
            } catch (IOException e) {
                connection.close();
                last = e;
            }
        }
        throw last;
    }

    /** Until one of the two ends; then both do. */
    private static void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // Closing both is all there is to do.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
