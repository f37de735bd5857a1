package io.millrace.broker.http.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives back what a request holds, once: when it is run, or else when the connection closes, since
 * a request whose client has left may be dropped at any point. Any thread.
 */
public final class AtLatestOnClose implements Runnable, ChannelFutureListener {
    private final Channel channel;
    private final Runnable action;
    private final AtomicBoolean done = new AtomicBoolean();

    private AtLatestOnClose(Channel channel, Runnable action) {
        this.channel = channel;
        this.action = action;
    }

    public static AtLatestOnClose of(Channel channel, Runnable action) {
        AtLatestOnClose guard = new AtLatestOnClose(channel, action);
        var _ = channel.closeFuture().addListener(guard);
        return guard;
    }

    @Override
    public void run() {
        if (done.compareAndSet(false, true)) {
            // A connection that lives for long would otherwise gather one guard per request.
            var _ = channel.closeFuture().removeListener(this);
            action.run();
        }
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        run();
    }
}
