package io.millrace.internal.network;

import java.time.Duration;

/**
 * How a client calls.
 *
 * @param connectTimeout for connection and handshake
 * @param callsMax how many calls may be under way at a time; more are refused at once
 * @param replyBytesMax the largest answer that is taken
 * @param silenceMax after how much silence a connection is given up with all its calls
 */
public record ClientSettings(
        Duration connectTimeout, int callsMax, int replyBytesMax, Duration silenceMax) {
    /** Room for a fetch of 64 MiB and what is said about it. */
    private static final int REPLY_BYTES_MAX = 65 << 20;

    public static final ClientSettings DEFAULTS =
            new ClientSettings(
                    Duration.ofSeconds(1), 2_000, REPLY_BYTES_MAX, Duration.ofSeconds(3));

    public ClientSettings withCallsMax(int calls) {
        return new ClientSettings(connectTimeout, calls, replyBytesMax, silenceMax);
    }

    public ClientSettings withReplyBytesMax(int bytes) {
        return new ClientSettings(connectTimeout, callsMax, bytes, silenceMax);
    }

    public ClientSettings withSilenceMax(Duration silence) {
        return new ClientSettings(connectTimeout, callsMax, replyBytesMax, silence);
    }
}
