package io.millrace.internal.network;

import java.time.Duration;

/**
 * How a server listens.
 *
 * @param host name or address to listen on
 * @param port 0 for any that is free
 * @param callsMax how many calls may run at a time; more are refused with {@code overloaded}
 * @param silenceMax after how much silence a peer is taken for lost
 * @param closePatience how long closing waits for what is running
 */
public record ServerSettings(
        String host, int port, int callsMax, Duration silenceMax, Duration closePatience) {
    /** The port of the internal interface. */
    public static final int PORT = 7070;

    public static ServerSettings on(String host, int port) {
        return new ServerSettings(host, port, 5_000, Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    public ServerSettings withCallsMax(int calls) {
        return new ServerSettings(host, port, calls, silenceMax, closePatience);
    }

    public ServerSettings withSilenceMax(Duration silence) {
        return new ServerSettings(host, port, callsMax, silence, closePatience);
    }

    public ServerSettings withClosePatience(Duration patience) {
        return new ServerSettings(host, port, callsMax, silenceMax, patience);
    }
}
