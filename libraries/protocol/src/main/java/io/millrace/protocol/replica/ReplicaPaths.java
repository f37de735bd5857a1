package io.millrace.protocol.replica;

/** Where followers ask, on the internal listener of a broker. */
public final class ReplicaPaths {
    private static final String ROOT = "/internal/v1/replicas/";

    /** {@link ReplicaFetch} → {@link ReplicaAnswers} and their batches. */
    public static final String FETCH = ROOT + "fetch";

    /** {@link ReplicaUpdate} → {@link SessionKnown}. */
    public static final String UPDATE = ROOT + "update";

    private ReplicaPaths() {}
}
