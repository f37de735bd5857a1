package io.millrace.client;

import io.millrace.protocol.Problem;

/**
 * Is told, once, what became of a record. Called by the client's own threads: it must not block,
 * and what it throws is lost.
 */
public interface Delivery {
    /** The record is where the receipt says. */
    void acknowledged(RecordReceipt receipt);

    /** The record was given up; the problem's outcome says whether it may be in the log. */
    void failed(Problem problem);
}
