package io.millrace.broker.control;

import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.function.Consumer;

/**
 * The controller as a broker sees it. Calls may block and may fail with an unchecked exception,
 * which the broker takes for "try again later". Each change that a call brings about arrives with
 * the metadata.
 */
public interface Controller {

    /** Gives the broker a new broker epoch; its replicas may lead from the metadata after it on. */
    Registered register(BrokerRegistration registration);

    /**
     * Says that the broker lives and up to which metadata version it has applied.
     *
     * @throws io.millrace.protocol.MillraceException with {@code not_leader} if the broker epoch is
     *     no longer the newest, or the broker is fenced: it must register again
     */
    HeartbeatAnswer heartbeat(Heartbeat heartbeat);

    /** Tells a controller that has asked for it what the broker's replicas hold. */
    void report(ReplicaReports reports);

    /** Asks for other in-sync sets of partitions that the broker leads. */
    IsrAnswers proposeIsr(IsrRequests requests);

    /** Says that a replica has lost what it had; nothing happens if that is no longer news. */
    void denounce(LostReplica replica);

    /** Gives partitions up; nothing happens to those that the broker does not lead. */
    void resign(ResignRequests resignations);

    /**
     * Hands over the present metadata if newer than {@code afterVersion}, then each newer one or
     * only the newest, in order and never two at a time, until closed.
     */
    AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer);

    /** A block of producer ids that nobody else gets. */
    ProducerIds reserveProducerIds();

    /** The id of the named producer with an epoch that fences its earlier instances. */
    ProducerGrant openProducer(String name);
}
