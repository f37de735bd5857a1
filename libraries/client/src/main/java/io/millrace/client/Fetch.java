package io.millrace.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * One fetch on its way. Where the next one begins stands in the head of the answer: once this is
 * the one that is waited for, the next is asked for while the body still comes in. Any thread.
 */
final class Fetch {
    private final Transport transport;
    private final Duration maxWait;
    private final Function<StartPosition, HttpUriRequestBase> request;
    private final CompletableFuture<Answer> answer;

    @GuardedBy("this")
    private boolean awaited;

    @GuardedBy("this")
    private boolean cancelled;

    @GuardedBy("this")
    private @Nullable StartPosition following;

    @GuardedBy("this")
    private @Nullable Fetch next;

    Fetch(
            Transport transport,
            Duration maxWait,
            Function<StartPosition, HttpUriRequestBase> request,
            StartPosition position) {
        this.transport = transport;
        this.maxWait = maxWait;
        this.request = request;
        this.answer = transport.send(request.apply(position), maxWait, this::head);
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    /** This is the one that is waited for: the next may begin. */
    synchronized void await() {
        awaited = true;
        beginNext();
    }

    /** The fetch behind this one, if it has begun. */
    synchronized @Nullable Fetch next() {
        return next;
    }

    synchronized void cancel() {
        cancelled = true;
        answer.cancel(true);
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void head(ClassicHttpResponse response) {
        Header offset = response.getFirstHeader("Next-Offset");
        boolean hasRecords =
                response.getEntity() != null && response.getEntity().getContentLength() != 0;
        if (response.getCode() == 200 && offset != null && hasRecords) {
            following = StartPosition.offset(Long.parseLong(offset.getValue()));
            beginNext();
        }
    }

    @GuardedBy("this")
    private void beginNext() {
        if (awaited && !cancelled && following != null && next == null) {
            next = new Fetch(transport, maxWait, request, following);
        }
    }
}
