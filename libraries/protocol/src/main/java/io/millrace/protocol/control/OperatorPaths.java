package io.millrace.protocol.control;

import io.millrace.protocol.metadata.TopicMetadata;

/**
 * Where administration asks the controller for what, on the internal listener of a coordinator.
 * What is marked with * can be {@linkplain #planned planned}, too.
 */
public final class OperatorPaths {
    private static final String ROOT = "/internal/v1/operate/";

    /** {@link Done} → {@link ControllerStatus}. */
    public static final String STATUS = ROOT + "status";

    /** {@link CreateTopic} → {@link TopicAnswer} *. */
    public static final String CREATE_TOPIC = ROOT + "create-topic";

    /** {@link ChangeTopic} → {@link TopicAnswer} *. */
    public static final String CHANGE_TOPIC = ROOT + "change-topic";

    /** {@link DeleteTopic} → {@link Settled} *. */
    public static final String DELETE_TOPIC = ROOT + "delete-topic";

    /** {@link PutKey} → {@link Settled}. */
    public static final String PUT_KEY = ROOT + "put-key";

    /** {@link RemoveKey} → {@link Settled}. */
    public static final String REMOVE_KEY = ROOT + "remove-key";

    /** {@link MovePartition} → {@link PartitionAnswer} *. */
    public static final String MOVE = ROOT + "move";

    /** {@link CancelMove} → {@link PartitionAnswer} *. */
    public static final String CANCEL_MOVE = ROOT + "cancel-move";

    /** {@link PreferLeaders} → {@link LeadersPreferred} *. */
    public static final String PREFER_LEADERS = ROOT + "prefer-leaders";

    /** {@link UncleanElection} → {@link PartitionAnswer} *. */
    public static final String ELECT_UNCLEANLY = ROOT + "elect-uncleanly";

    /** {@link DrainBroker} → {@link Settled} *. */
    public static final String DRAIN_BROKER = ROOT + "drain-broker";

    /** {@link RemoveBroker} → {@link Settled} *. */
    public static final String REMOVE_BROKER = ROOT + "remove-broker";

    /** {@link Done} → {@link Settled}. */
    public static final String RECONCILE = ROOT + "reconcile";

    private OperatorPaths() {}

    /**
     * Where the same is decided and answered as it would be, for example with the {@link
     * TopicMetadata} that would be, and nothing is changed.
     */
    public static String planned(String path) {
        return path + "/plan";
    }
}
