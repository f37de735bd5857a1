package io.millrace.coordinator.node;

import io.millrace.coordinator.controller.Controller;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.Routes;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ControlPaths;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.MetadataRequest;
import io.millrace.protocol.control.OpenProducer;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;

/** What brokers ask the controller. A broker speaks for itself only. */
final class ControllerRoutes {
    private static final int SMALL = 64 << 10;

    /** A registration reports every replica of the broker. */
    private static final int LARGE = 16 << 20;

    private ControllerRoutes() {}

    static void add(Routes.Builder routes, Controller controller) {
        routes.message(
                        ControlPaths.REGISTER,
                        LARGE,
                        BrokerRegistration.class,
                        (caller, registration) -> {
                            requireItself(caller, registration.broker());
                            return controller.brokers().register(registration);
                        })
                .message(
                        ControlPaths.HEARTBEAT,
                        SMALL,
                        Heartbeat.class,
                        (caller, heartbeat) -> {
                            requireItself(caller, heartbeat.broker());
                            return controller.brokers().heartbeat(heartbeat);
                        })
                .message(
                        ControlPaths.REPORT,
                        LARGE,
                        ReplicaReports.class,
                        (caller, reports) -> {
                            requireItself(caller, reports.broker());
                            controller.brokers().report(reports);
                            return Done.DONE;
                        })
                .message(
                        ControlPaths.ISR,
                        LARGE,
                        IsrRequests.class,
                        (caller, requests) -> {
                            requireItself(caller, requests.broker());
                            return controller.brokers().proposeIsr(requests);
                        })
                .message(
                        ControlPaths.DENOUNCE,
                        SMALL,
                        LostReplica.class,
                        (caller, replica) -> {
                            requireItself(caller, replica.leader());
                            controller.brokers().denounce(replica);
                            return Done.DONE;
                        })
                .message(
                        ControlPaths.RESIGN,
                        LARGE,
                        ResignRequests.class,
                        (caller, requests) -> {
                            requireItself(caller, requests.leader());
                            controller.brokers().resign(requests);
                            return Done.DONE;
                        })
                .message(
                        ControlPaths.METADATA,
                        SMALL,
                        MetadataRequest.class,
                        (caller, request) ->
                                controller.brokers().metadata(caller.brokerId(), request))
                .message(
                        ControlPaths.PRODUCER_IDS,
                        SMALL,
                        Done.class,
                        (caller, nothing) -> {
                            requireBroker(caller);
                            return controller.reserveProducerIds();
                        })
                .message(
                        ControlPaths.OPEN_PRODUCER,
                        SMALL,
                        OpenProducer.class,
                        (caller, producer) -> {
                            requireBroker(caller);
                            return controller.openProducer(producer.name());
                        });
    }

    private static void requireItself(NodeId caller, BrokerId broker) {
        if (!caller.equals(NodeId.broker(broker))) {
            throw refusal(caller + " can't speak for broker " + broker);
        }
    }

    private static void requireBroker(NodeId caller) {
        if (caller.kind() != NodeKind.BROKER) {
            throw refusal(caller + " is no broker");
        }
    }

    private static RuntimeException refusal(String detail) {
        return Problem.of(ErrorCode.INVALID_REQUEST, detail).asException();
    }
}
