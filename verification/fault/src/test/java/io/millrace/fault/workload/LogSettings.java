package io.millrace.fault.workload;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What the log workload does, and to whom.
 *
 * @param brokers each client has one of them, and another one after something failed
 * @param topic which is there, is empty, and is nobody else's
 * @param deliveryTimeout after which a sender no longer waits for what it does not know
 * @param seed of choices; what happens also depends on time
 */
public record LogSettings(
        List<URI> brokers,
        ApiKey key,
        TopicName topic,
        int partitions,
        int senders,
        int pollers,
        Duration deliveryTimeout,
        long seed) {
    public LogSettings {
        brokers = List.copyOf(brokers);
    }
}
