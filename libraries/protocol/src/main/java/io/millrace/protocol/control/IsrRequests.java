package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import java.util.List;

/** What one leader asks for its partitions; each is decided by itself. */
public record IsrRequests(BrokerId broker, long brokerEpoch, List<IsrRequest> requests) {
    public static final int REQUESTS_MAX = 5_000;

    public IsrRequests {
        requests = List.copyOf(requests);
    }
}
