package io.millrace.coordinator.network;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * Tells a process that is gone from one that only can't be heard: the host of the former refuses
 * connections (replication.md 4.4). Blocks.
 */
public final class ProcessProbe {
    private static final int REFUSALS = 2;
    private static final int ATTEMPTS = 12;
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int CONNECT_MILLIS = 200;

    private ProcessProbe() {}

    /**
     * Looks for a while: a process that ends may have lost its connections some time before its
     * port is closed.
     *
     * @return whether two connections in a row were refused; false if the last was taken, or
     *     nothing answers at all
     */
    public static boolean isGone(URI url) throws InterruptedException {
        int refused = 0;
        for (int attempt = 0; attempt < ATTEMPTS && refused < REFUSALS; attempt++) {
            if (attempt > 0) {
                Thread.sleep(PAUSE);
            }
            refused = refuses(url) ? refused + 1 : 0;
        }
        return refused == REFUSALS;
    }

    private static boolean refuses(URI url) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), CONNECT_MILLIS);
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException unreachable) {
            return false;
        }
    }
}
