package io.millrace.broker.http.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * A response body whose next chunk is asked for when the socket has taken the last one.
 *
 * <p>Reactor Netty asks a publisher for 128 buffers ahead, which would be megabytes for a reader
 * that stands still. So each chunk is followed by an empty write, whose promise Netty keeps when
 * all before it has gone to the socket; only then does the stream's thread go on.
 */
final class NettyChunks implements ChunkSink {
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    /** Small enough to see a slow reader move. */
    private static final int PIECE_BYTES = 8 * 1024;

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Channel channel;
    private final DataBufferFactory buffers;
    private final Wakeup wakeup;
    private @Nullable FluxSink<Publisher<DataBuffer>> body;
    private volatile boolean taken;
    private volatile boolean gone;

    /**
     * @param wakeup that of the thread that sends
     */
    NettyChunks(Channel channel, DataBufferFactory buffers, Wakeup wakeup) {
        this.channel = channel;
        this.buffers = buffers;
        this.wakeup = wakeup;
        if (channel instanceof SocketChannel socket) {
            socket.config().setSendBufferSize(SOCKET_BUFFER_BYTES);
        }
    }

    /** The body; once it is subscribed to, {@code start} is run. */
    Flux<Publisher<DataBuffer>> body(Runnable start) {
        return Flux.create(
                sink -> {
                    body = sink;
                    sink.onDispose(this::leave);
                    start.run();
                });
    }

    @Override
    public boolean send(ByteBuffer chunk) {
        taken = false;
        channel.eventLoop().execute(() -> write(chunk));
        while (!taken && !gone) {
            wakeup.await(System.nanoTime() + LONG.toNanos());
        }
        return !gone;
    }

    @Override
    public boolean isOpen() {
        return !gone;
    }

    @Override
    public void complete() {
        if (!gone) {
            channel.eventLoop().execute(() -> sink().complete());
        }
    }

    @Override
    public void abort() {
        leave();
        var _ = channel.close();
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? -1 : pending.totalPendingWriteBytes();
    }

    private void write(ByteBuffer chunk) {
        if (gone) {
            return;
        }
        sink().next(
                        chunk.remaining() <= PIECE_BYTES
                                ? Mono.just(buffers.wrap(chunk))
                                : Flux.fromIterable(pieces(chunk)));
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::written);
    }

    private void written(Future<?> write) {
        if (write.isSuccess()) {
            taken = true;
            wakeup.call();
        } else {
            leave();
        }
    }

    private List<DataBuffer> pieces(ByteBuffer chunk) {
        List<DataBuffer> pieces = new ArrayList<>();
        for (int from = 0; from < chunk.remaining(); from += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, chunk.remaining() - from);
            pieces.add(buffers.wrap(chunk.slice(chunk.position() + from, length)));
        }
        return pieces;
    }

    private FluxSink<Publisher<DataBuffer>> sink() {
        if (body == null) {
            throw new IllegalStateException("the body was never subscribed to");
        }
        return body;
    }

    private void leave() {
        gone = true;
        wakeup.call();
    }
}
