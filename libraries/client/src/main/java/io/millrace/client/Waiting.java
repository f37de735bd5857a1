package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for answers that the caller can't go on without. */
final class Waiting {
    private Waiting() {}

    static Answer forAnswer(CompletableFuture<Answer> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new io.millrace.protocol.MillraceException(Problems.ofFailure(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    static RuntimeException interrupted() {
        return Problem.of(ErrorCode.REQUEST_TIMED_OUT, "Interrupted while waiting").asException();
    }
}
