package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import java.util.List;

/** What one leader gives up; each is decided by itself. */
public record ResignRequests(BrokerId leader, long brokerEpoch, List<Resignation> resignations) {
    public static final int REQUESTS_MAX = 5_000;

    public ResignRequests {
        resignations = List.copyOf(resignations);
    }
}
