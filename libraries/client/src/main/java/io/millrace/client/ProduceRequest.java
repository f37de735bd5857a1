package io.millrace.client;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** The batches of one request, and its body: whole buffers, never copied. Owned by its queue. */
final class ProduceRequest implements Flow.Publisher<ByteBuffer> {
    private final List<PendingBatch> batches;
    private final Runnable whenWritten;
    private volatile boolean written;

    /**
     * @param whenWritten called once the last byte has been handed to the connection
     */
    ProduceRequest(List<PendingBatch> batches, Runnable whenWritten) {
        this.batches = List.copyOf(batches);
        this.whenWritten = whenWritten;
    }

    List<PendingBatch> batches() {
        return batches;
    }

    boolean isWritten() {
        return written;
    }

    HttpRequest.BodyPublisher body() {
        long length = 0;
        for (PendingBatch batch : batches) {
            length += batch.bytes().remaining();
        }
        return HttpRequest.BodyPublishers.fromPublisher(this, length);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Body(subscriber));
    }

    /** Called by one thread at a time, possibly again from within onNext. */
    private final class Body implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private int next;
        private long demand;
        private boolean emitting;
        private boolean completed;

        Body(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            demand = Math.min(Integer.MAX_VALUE, demand + Math.min(count, Integer.MAX_VALUE));
            if (emitting) {
                return;
            }
            emitting = true;
            while (demand > 0 && next < batches.size()) {
                demand--;
                subscriber.onNext(batches.get(next++).bytes());
            }
            emitting = false;
            if (next == batches.size() && !completed) {
                completed = true;
                written = true;
                subscriber.onComplete();
                whenWritten.run();
            }
        }

        @Override
        public void cancel() {
            next = batches.size() + 1;
        }
    }
}
