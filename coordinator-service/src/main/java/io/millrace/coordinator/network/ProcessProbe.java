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
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(80);
    private static final int CONNECT_MILLIS = 200;

    private ProcessProbe() {}

    /**
     * @return whether each of a few connections was refused; false if one is taken, or nothing
     *     answers at all
     */
    public static boolean isGone(URI url) throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                Thread.sleep(PAUSE);
            }
            if (!refuses(url)) {
                return false;
            }
        }
        return true;
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
