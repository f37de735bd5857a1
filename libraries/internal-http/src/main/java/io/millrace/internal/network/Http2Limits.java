package io.millrace.internal.network;

import io.netty.handler.codec.http2.Http2Settings;
import reactor.netty.http.Http2SettingsSpec;

/** The limits of HTTP/2 that both ends set, as far as they differ from the usual ones. */
final class Http2Limits {
    /** What may be under way in a stream; in the connection it is about twice that. */
    private static final int WINDOW_BYTES = 8 << 20;

    private static final int FRAME_BYTES_MAX = 64 << 10;
    private static final int HEADER_BYTES_MAX = 64 << 10;
    private static final int STREAMS_MAX = 10_000;

    /**
     * A peer whose calls time out, resets as many streams as it has calls. That is no attack: peers
     * are authenticated.
     */
    private static final int RESETS_MAX = 100_000;

    private static final int RESETS_SECONDS = 10;

    private Http2Limits() {}

    static void applyTo(Http2SettingsSpec.Builder server) {
        server.initialWindowSize(WINDOW_BYTES)
                .maxFrameSize(FRAME_BYTES_MAX)
                .maxHeaderListSize(HEADER_BYTES_MAX)
                .maxConcurrentStreams(STREAMS_MAX)
                .maxDecodedRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
                .maxEncodedRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS);
    }

    static Http2Settings client() {
        return new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(WINDOW_BYTES)
                .maxFrameSize(FRAME_BYTES_MAX)
                .maxHeaderListSize(HEADER_BYTES_MAX);
    }
}
