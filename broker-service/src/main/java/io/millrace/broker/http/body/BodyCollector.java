package io.millrace.broker.http.body;

import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * Gathers one body in an array that grows with what has really come: a client that announces much
 * and sends little takes little. Called by one thread at a time, as Reactive Streams demand.
 */
final class BodyCollector extends BaseSubscriber<DataBuffer> {
    private static final int FIRST_BYTES = 256 * 1024;
    private static final int UNANNOUNCED_FIRST_BYTES = 16 * 1024;

    private final ByteBudget budget;
    private final long announced;
    private final int bytesMax;
    private final MonoSink<Body> sink;

    private byte[] bytes;
    private int size;
    private boolean ended;

    BodyCollector(ByteBudget budget, long announced, int bytesMax, MonoSink<Body> sink) {
        this.budget = budget;
        this.announced = announced;
        this.bytesMax = bytesMax;
        this.sink = sink;
        long first = announced < 0 ? UNANNOUNCED_FIRST_BYTES : Math.min(announced, FIRST_BYTES);
        if (budget.tryTake(first)) {
            this.bytes = new byte[(int) first];
        } else {
            this.bytes = new byte[0];
        }
    }

    @Override
    protected void hookOnNext(DataBuffer chunk) {
        try {
            int more = chunk.readableByteCount();
            if (ended) {
                return;
            }
            if (more > bytesMax - size) {
                fail(ErrorCode.BODY_TOO_LARGE, "A body has at most " + bytesMax + " bytes");
                return;
            }
            if (more > bytes.length - size && !grow(size + more)) {
                fail(ErrorCode.OVERLOADED, "There is no memory left for bodies at the moment");
                return;
            }
            chunk.read(bytes, size, more);
            size += more;
        } finally {
            DataBufferUtils.release(chunk);
        }
    }

    @Override
    protected void hookOnComplete() {
        if (ended) {
            return;
        }
        ended = true;
        int held = bytes.length;
        sink.success(new Body(bytes, size, () -> budget.give(held)));
    }

    @Override
    protected void hookOnError(Throwable error) {
        if (!ended) {
            end();
            sink.error(error);
        }
    }

    /** Nobody wants the body any more. */
    void abandon() {
        // The transport's thread may be inside hookOnNext: it ends there, or on completion.
        cancel();
    }

    @Override
    protected void hookOnCancel() {
        if (!ended) {
            end();
        }
    }

    private boolean grow(int wanted) {
        // Doubled, but for the last time: then to what was announced and no more.
        long most = announced < wanted ? bytesMax : Math.min(announced, bytesMax);
        int length = (int) Math.min(most, Math.max(wanted, 2L * bytes.length));
        if (!budget.tryTake(length - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, length);
        return true;
    }

    private void fail(ErrorCode code, String detail) {
        end();
        cancel();
        sink.error(Problem.notAppended(code, detail).asException());
    }

    private void end() {
        ended = true;
        budget.give(bytes.length);
        bytes = new byte[0];
    }
}
