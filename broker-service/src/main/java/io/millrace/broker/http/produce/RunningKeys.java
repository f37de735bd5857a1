package io.millrace.broker.http.produce;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Digest128;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The idempotency keys of requests that are being worked on. Any thread. */
final class RunningKeys {
    private final Set<Digest128> running = ConcurrentHashMap.newKeySet();

    /**
     * Begins a request; whoever began it ends it.
     *
     * @throws io.millrace.protocol.MillraceException with {@code request_in_progress}
     */
    void begin(Digest128 identity) {
        if (!running.add(identity)) {
            throw Problem.notAppended(
                            ErrorCode.REQUEST_IN_PROGRESS,
                            "A request with this Idempotency-Key is still being worked on")
                    .asException();
        }
    }

    void end(Digest128 identity) {
        running.remove(identity);
    }
}
