package io.millrace.protocol.facts;

import io.millrace.protocol.control.Done;

/** Where administration asks brokers, on their internal listener. */
public final class FactsPaths {
    private static final String ROOT = "/internal/v1/facts/";

    /** {@link FactsRequest} → {@link FactsAnswer}. */
    public static final String PARTITIONS = ROOT + "partitions";

    /** {@link PositionsRequest} → {@link PositionsAnswer}. */
    public static final String POSITIONS = ROOT + "positions";

    /** {@link DeleteBefore} → {@link Done}. */
    public static final String DELETE_BEFORE = ROOT + "delete-before";

    /** {@link Done} → {@link DiskFacts}. */
    public static final String DISK = ROOT + "disk";

    private FactsPaths() {}
}
