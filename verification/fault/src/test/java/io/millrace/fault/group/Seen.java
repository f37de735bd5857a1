package io.millrace.fault.group;

import io.millrace.client.RecordReceipt;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A record as a reader sees it. */
public record Seen(int partition, long offset, long value) {
    public static Set<Seen> of(Map<Long, RecordReceipt> receipts) {
        return receipts.entrySet().stream()
                .map(
                        sent ->
                                new Seen(
                                        sent.getValue().partition(),
                                        sent.getValue().offset(),
                                        sent.getKey()))
                .collect(Collectors.toSet());
    }
}
