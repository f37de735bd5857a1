package io.millrace.client;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body into one array of the right size: one copy, and no more than a limit. */
final class WholeBody implements HttpResponse.BodyHandler<byte[]> {
    /** More than the largest fetch and its last batch. */
    private static final int MAX_BYTES = 128 << 20;

    private static final int UNKNOWN_LENGTH_BYTES = 4096;

    @Override
    public HttpResponse.BodySubscriber<byte[]> apply(HttpResponse.ResponseInfo info) {
        long length = info.headers().firstValueAsLong("content-length").orElse(-1);
        return new Body(length);
    }

    /** Called by one thread at a time. */
    private static final class Body implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private byte[] bytes;
        private int size;

        Body(long length) {
            int capacity = length < 0 ? UNKNOWN_LENGTH_BYTES : (int) Math.min(length, MAX_BYTES);
            bytes = new byte[capacity];
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                int length = buffer.remaining();
                if (length > bytes.length - size) {
                    grow(length);
                }
                buffer.get(bytes, size, length);
                size += length;
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        }

        private void grow(int more) {
            long needed = (long) size + more;
            if (needed > MAX_BYTES) {
                throw new IllegalStateException("An answer of more than " + MAX_BYTES + " bytes");
            }
            int doubled = (int) Math.min(MAX_BYTES, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
        }
    }
}
