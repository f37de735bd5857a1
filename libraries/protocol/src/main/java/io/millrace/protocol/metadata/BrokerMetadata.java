package io.millrace.protocol.metadata;

import io.millrace.protocol.BrokerId;
import java.util.Optional;

/**
 * A broker that is registered.
 *
 * @param httpUrl where clients reach it, for example {@code http://b1:8080}, without a slash at the
 *     end
 * @param brokerEpoch grows with each registration
 */
public record BrokerMetadata(
        BrokerId id, String httpUrl, Optional<String> rack, long brokerEpoch) {}
