package io.millrace.protocol.metadata;

import io.millrace.protocol.BrokerId;
import java.util.Optional;

/**
 * A broker that has registered.
 *
 * @param httpUrl where clients reach it, for example {@code http://b1:8080}, without a slash at the
 *     end
 * @param internalUrl where the other services reach it; empty in a process of its own
 * @param brokerEpoch grows with each registration
 * @param fenced whether it can't be expected to answer, and must not lead
 */
public record BrokerMetadata(
        BrokerId id,
        String httpUrl,
        Optional<String> internalUrl,
        Optional<String> rack,
        long brokerEpoch,
        boolean fenced) {}
