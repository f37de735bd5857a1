package io.millrace.broker.http.stream;

import java.nio.ByteBuffer;

/** The way to one reader. */
interface ChunkSink {
    /**
     * Sends bytes and waits until the socket has taken them all: there is never more than one chunk
     * under way. Only the stream's thread calls it.
     *
     * @return false if the reader has gone
     */
    boolean send(ByteBuffer chunk);

    /** False once the reader has gone. */
    boolean isOpen();

    /** Ends the response. Only the stream's thread calls it. */
    void complete();

    /** Cuts the connection. Any thread. */
    void abort();

    /** Bytes that the socket has not taken; -1 if that can't be known. Any thread. */
    long pendingBytes();
}
