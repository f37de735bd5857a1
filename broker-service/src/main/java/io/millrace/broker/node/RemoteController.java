package io.millrace.broker.node;

import io.millrace.broker.control.Controller;
import io.millrace.internal.control.ControllerCalls;
import io.millrace.internal.control.MetadataPoll;
import io.millrace.internal.network.CallException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ControlPaths;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.OpenProducer;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The controller, wherever it is at the moment. Any thread. */
final class RemoteController implements Controller {
    private static final Duration FOR_A_HEARTBEAT = Duration.ofMillis(700);
    private static final Duration FOR_A_CHANGE = Duration.ofSeconds(15);

    private final ControllerCalls calls;
    private volatile @Nullable ClusterMetadata newest;

    RemoteController(ControllerCalls calls) {
        this.calls = calls;
    }

    @Override
    public Registered register(BrokerRegistration registration) {
        return calls.ask(ControlPaths.REGISTER, registration, Registered.class, FOR_A_CHANGE);
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return calls.ask(ControlPaths.HEARTBEAT, heartbeat, HeartbeatAnswer.class, FOR_A_HEARTBEAT);
    }

    @Override
    public void report(ReplicaReports reports) {
        tell(ControlPaths.REPORT, reports);
    }

    @Override
    public IsrAnswers proposeIsr(IsrRequests requests) {
        return calls.ask(ControlPaths.ISR, requests, IsrAnswers.class, FOR_A_CHANGE);
    }

    @Override
    public void denounce(LostReplica replica) {
        tell(ControlPaths.DENOUNCE, replica);
    }

    @Override
    public void resign(ResignRequests resignations) {
        tell(ControlPaths.RESIGN, resignations);
    }

    private void tell(String path, Object message) {
        calls.ask(path, message, Done.class, FOR_A_CHANGE);
    }

    @Override
    public AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer) {
        return MetadataPoll.start(
                calls,
                afterVersion,
                metadata -> {
                    newest = metadata;
                    consumer.accept(metadata);
                });
    }

    /** Empty before the first. */
    Optional<ClusterMetadata> newest() {
        return Optional.ofNullable(newest);
    }

    @Override
    public ProducerIds reserveProducerIds() {
        return askForClient(ControlPaths.PRODUCER_IDS, Done.DONE, ProducerIds.class);
    }

    @Override
    public ProducerGrant openProducer(String name) {
        return askForClient(
                ControlPaths.OPEN_PRODUCER, new OpenProducer(name), ProducerGrant.class);
    }

    /** A client may ask again: what was reserved and not told is never used. */
    private <A> A askForClient(String path, Object question, Class<A> answer) {
        try {
            return calls.ask(path, question, answer, FOR_A_CHANGE);
        } catch (CallException e) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.COORDINATOR_LOADING,
                            "The controller can't be reached at the moment"),
                    e);
        }
    }
}
