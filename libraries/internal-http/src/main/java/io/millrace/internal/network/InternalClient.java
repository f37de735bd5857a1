package io.millrace.internal.network;

import io.millrace.internal.message.Messages;
import io.millrace.internal.message.UnreadableMessageException;
import io.millrace.protocol.MillraceException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Calls one peer over one connection, which many calls share and which is made anew by the next
 * call when it is gone. Any thread may call; the state is owned by one event loop. Made by {@link
 * InternalNetwork#connectTo}.
 *
 * <p>A call fails with a {@link MillraceException} if the peer refuses it, which is an answer; with
 * a {@link CallNotSentException} if the peer certainly has not acted on it; and with a {@link
 * CallOutcomeUnknownException} else.
 */
public final class InternalClient implements AutoCloseable {
    private final EventLoop loop;
    private final PeerConnector connector;
    private final ClientSettings settings;
    private final Semaphore free;
    private @Nullable CompletableFuture<PeerConnection> connection;
    private boolean closed;

    InternalClient(EventLoop loop, URI peer, SslContext tls, ClientSettings settings) {
        if (!"https".equals(peer.getScheme()) || peer.getHost() == null || peer.getPort() < 0) {
            throw new IllegalArgumentException("A peer is at https://host:port, not at " + peer);
        }
        this.loop = loop;
        this.connector = new PeerConnector(loop, peer, tls, settings);
        this.settings = settings;
        this.free = new Semaphore(settings.callsMax());
    }

    /** Connects if there is no connection, so that the next call does not have to wait for it. */
    public void prepare() {
        if (!loop.isShuttingDown()) {
            loop.execute(
                    () -> {
                        if (!closed) {
                            var _ = connection();
                        }
                    });
        }
    }

    /**
     * Calls and returns at once. What depends on the future runs on virtual threads.
     *
     * @param body in pieces that nobody changes until the call has ended
     * @param timeout for everything, a connection included where there is none
     */
    public CompletableFuture<ByteBuffer> call(
            String path, List<ByteBuffer> body, Duration timeout) {
        CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
        var _ =
                start(path, body, timeout)
                        .whenComplete(
                                (reply, failure) ->
                                        Thread.startVirtualThread(
                                                () -> {
                                                    if (failure == null) {
                                                        result.complete(reply);
                                                    } else {
                                                        result.completeExceptionally(failure);
                                                    }
                                                }));
        return result;
    }

    /** Calls and waits for the answer; event loops must not. */
    public ByteBuffer callAndWait(String path, List<ByteBuffer> body, Duration timeout) {
        if (Schedulers.isInNonBlockingThread()) {
            throw new IllegalStateException("An event loop must not wait for a call");
        }
        try {
            return start(path, body, timeout).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A call fails by itself only", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallOutcomeUnknownException("The caller was interrupted", e);
        }
    }

    /** Sends a message and waits for the message that answers it. */
    public <A> A ask(String path, Object question, Class<A> answer, Duration timeout) {
        ByteBuffer reply = callAndWait(path, List.of(Messages.write(question)), timeout);
        try {
            return Messages.read(reply, answer);
        } catch (UnreadableMessageException e) {
            throw new CallOutcomeUnknownException("The answer can't be read", e);
        }
    }

    /** Ends the connection; calls that are under way fail. */
    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            loop.execute(this::end);
        }
    }

    private void end() {
        closed = true;
        if (connection != null && !connection.completeExceptionally(new ClosedChannelException())) {
            var _ = connection.thenAccept(PeerConnection::cut);
        }
    }

    private CompletableFuture<ByteBuffer> start(
            String path, List<ByteBuffer> body, Duration timeout) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new CallNotSentException("Too many calls are under way", null));
        }
        Exchange exchange = new Exchange(path, body, settings.replyBytesMax());
        var _ = exchange.reply().whenComplete((_, _) -> free.release());
        try {
            loop.execute(() -> begin(exchange, timeout));
        } catch (RejectedExecutionException e) {
            exchange.fail("The network is closed", e);
        }
        return exchange.reply();
    }

    private void begin(Exchange exchange, Duration timeout) {
        if (closed) {
            exchange.fail("The client is closed", null);
            return;
        }
        var timer =
                loop.schedule(
                        () -> exchange.fail("No answer within " + timeout, null),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        var _ = exchange.reply().whenComplete((_, _) -> timer.cancel(false));
        var _ =
                connection()
                        .whenComplete(
                                (ready, failure) -> {
                                    if (failure != null) {
                                        exchange.fail(
                                                "No connection to the peer: " + failure, failure);
                                    } else {
                                        ready.begin(exchange);
                                    }
                                });
    }

    private CompletableFuture<PeerConnection> connection() {
        CompletableFuture<PeerConnection> known = connection;
        if (known == null
                || known.isCompletedExceptionally()
                || (known.isDone() && !known.join().takesCalls())) {
            known = connector.connect();
            connection = known;
        }
        return known;
    }
}
