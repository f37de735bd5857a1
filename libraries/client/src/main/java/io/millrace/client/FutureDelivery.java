package io.millrace.client;

import io.millrace.protocol.Problem;
import java.util.concurrent.CompletableFuture;

/** A delivery that somebody waits for. */
final class FutureDelivery implements Delivery {
    final CompletableFuture<RecordReceipt> future = new CompletableFuture<>();

    @Override
    public void acknowledged(RecordReceipt receipt) {
        future.complete(receipt);
    }

    @Override
    public void failed(Problem problem) {
        future.completeExceptionally(problem.asException());
    }
}
