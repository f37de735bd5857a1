package io.millrace.coordinator.node;

import io.millrace.coordinator.controller.Controller;
import io.millrace.coordinator.controller.OperatorCalls;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.Routes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.CancelMove;
import io.millrace.protocol.control.ChangeTopic;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.DeleteTopic;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.control.DrainBroker;
import io.millrace.protocol.control.LeadersPreferred;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.OperatorPaths;
import io.millrace.protocol.control.PartitionAnswer;
import io.millrace.protocol.control.PreferLeaders;
import io.millrace.protocol.control.PutKey;
import io.millrace.protocol.control.RemoveBroker;
import io.millrace.protocol.control.RemoveKey;
import io.millrace.protocol.control.Settled;
import io.millrace.protocol.control.TopicAnswer;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;

/**
 * What administration asks the controller; nobody else may. A change is answered with the version
 * in which it stands, so that the asker can wait until it sees its own change.
 */
final class OperatorRoutes {
    private static final int BYTES_MAX = 2 << 20;

    /** Brokers hear of a change at once; one that hangs is fenced about then. */
    private static final Duration BROKERS_PATIENCE = Duration.ofSeconds(2);

    private final Controller controller;
    private final OperatorCalls operators;

    private OperatorRoutes(Controller controller) {
        this.controller = controller;
        this.operators = controller.operators();
    }

    static void add(Routes.Builder routes, Controller controller) {
        OperatorRoutes operator = new OperatorRoutes(controller);
        operator.addTopics(routes);
        operator.addKeys(routes);
        operator.addPartitions(routes);
        operator.addCluster(routes);
    }

    private void addTopics(Routes.Builder routes) {
        change(
                routes,
                OperatorPaths.CREATE_TOPIC,
                CreateTopic.class,
                (topic, dryRun) -> settled(controller.createTopic(topic, dryRun)));
        change(
                routes,
                OperatorPaths.CHANGE_TOPIC,
                ChangeTopic.class,
                (topic, dryRun) ->
                        settled(
                                controller.changeTopic(
                                        topic.name(),
                                        topic.id(),
                                        topic.configs(),
                                        topic.partitions(),
                                        dryRun)));
        change(
                routes,
                OperatorPaths.DELETE_TOPIC,
                DeleteTopic.class,
                (topic, dryRun) -> {
                    controller.deleteTopic(topic.name(), topic.id(), dryRun);
                    return settled();
                });
    }

    private void addKeys(Routes.Builder routes) {
        ask(
                routes,
                OperatorPaths.PUT_KEY,
                PutKey.class,
                key -> {
                    controller.putKey(key.keyId(), key.entry());
                    return settled();
                });
        ask(
                routes,
                OperatorPaths.REMOVE_KEY,
                RemoveKey.class,
                key -> {
                    controller.removeKey(key.keyId());
                    return settled();
                });
    }

    private void addPartitions(Routes.Builder routes) {
        change(
                routes,
                OperatorPaths.MOVE,
                MovePartition.class,
                (move, dryRun) -> settled(operators.move(move, dryRun)));
        change(
                routes,
                OperatorPaths.CANCEL_MOVE,
                CancelMove.class,
                (move, dryRun) -> settled(operators.cancelMove(move.partition(), dryRun)));
        change(
                routes,
                OperatorPaths.PREFER_LEADERS,
                PreferLeaders.class,
                (which, dryRun) -> {
                    int moved = operators.preferLeaders(which.topic(), dryRun);
                    return new LeadersPreferred(settled().version(), moved);
                });
        change(
                routes,
                OperatorPaths.ELECT_UNCLEANLY,
                UncleanElection.class,
                (election, dryRun) -> settled(operators.electUncleanly(election, dryRun)));
    }

    private void addCluster(Routes.Builder routes) {
        ask(routes, OperatorPaths.STATUS, Done.class, nothing -> operators.status());
        change(
                routes,
                OperatorPaths.DRAIN_BROKER,
                DrainBroker.class,
                (drain, dryRun) -> {
                    operators.drain(drain.broker(), drain.drained(), dryRun);
                    return settled();
                });
        change(
                routes,
                OperatorPaths.REMOVE_BROKER,
                RemoveBroker.class,
                (removal, dryRun) -> {
                    operators.removeBroker(removal.broker(), dryRun);
                    return settled();
                });
        ask(
                routes,
                OperatorPaths.RECONCILE,
                Done.class,
                nothing -> new Settled(operators.reconcile()));
    }

    private interface Asked<Q> {
        Object answer(Q question);
    }

    private interface Changed<Q> {
        Object answer(Q question, boolean dryRun);
    }

    private static <Q> void change(
            Routes.Builder routes, String path, Class<Q> question, Changed<Q> change) {
        ask(routes, path, question, asked -> change.answer(asked, false));
        ask(routes, OperatorPaths.planned(path), question, asked -> change.answer(asked, true));
    }

    private static <Q> void ask(
            Routes.Builder routes, String path, Class<Q> question, Asked<Q> asked) {
        routes.message(
                path,
                BYTES_MAX,
                question,
                (caller, message) -> {
                    requireAdmin(caller);
                    return asked.answer(message);
                });
    }

    /** What is published is at least as new as what was just committed. */
    private Settled settled() {
        try {
            return new Settled(operators.awaitApplied(BROKERS_PATIENCE));
        } catch (MillraceException steppedDown) {
            // The change stands all the same; nobody can say here in which version.
            return new Settled(Settled.UNKNOWN);
        }
    }

    private TopicAnswer settled(TopicMetadata topic) {
        return new TopicAnswer(settled().version(), topic);
    }

    private PartitionAnswer settled(PartitionMetadata partition) {
        return new PartitionAnswer(settled().version(), partition);
    }

    private static void requireAdmin(NodeId caller) {
        if (caller.kind() != NodeKind.ADMIN) {
            throw Problem.of(
                            ErrorCode.INVALID_REQUEST,
                            caller + " is no administration: it can't change the cluster")
                    .asException();
        }
    }
}
