package io.millrace.broker.control;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.function.Consumer;

/**
 * The controller as a broker sees it. Calls may block and may fail with an unchecked exception,
 * which the broker takes for "try again later".
 */
public interface Controller {

    /** Gives the broker a new broker epoch; its replicas may lead from the metadata after it on. */
    Registered register(BrokerRegistration registration);

    /**
     * Says that the broker lives and up to which metadata version it has applied.
     *
     * @throws io.millrace.protocol.MillraceException if the broker epoch is no longer the newest:
     *     the broker must register again
     */
    void heartbeat(BrokerId broker, long brokerEpoch, long appliedMetadataVersion);

    /**
     * Hands over the present metadata if newer than {@code afterVersion}, then each newer one, in
     * order and never two at a time, until closed.
     */
    AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer);

    /** A block of producer ids that nobody else gets. */
    ProducerIds reserveProducerIds();

    /** The id of the named producer with an epoch that fences its earlier instances. */
    ProducerGrant openProducer(String name);
}
