package io.millrace.protocol.control;

/** Where the controller is asked for what, on the internal listener of a coordinator. */
public final class ControlPaths {
    private static final String ROOT = "/internal/v1/control/";

    /** {@link BrokerRegistration} → {@link Registered}. */
    public static final String REGISTER = ROOT + "register";

    /** {@link Heartbeat} → {@link HeartbeatAnswer}. */
    public static final String HEARTBEAT = ROOT + "heartbeat";

    /** {@link ReplicaReports} → {@link Done}. */
    public static final String REPORT = ROOT + "report";

    /** {@link IsrRequests} → {@link IsrAnswers}. */
    public static final String ISR = ROOT + "isr";

    /** {@link LostReplica} → {@link Done}. */
    public static final String DENOUNCE = ROOT + "denounce";

    /** {@link ResignRequests} → {@link Done}. */
    public static final String RESIGN = ROOT + "resign";

    /** {@link MetadataRequest} → {@link MetadataAnswer}. */
    public static final String METADATA = ROOT + "metadata";

    /** {@link Done} → {@link ProducerIds}. */
    public static final String PRODUCER_IDS = ROOT + "producer-ids";

    /** {@link OpenProducer} → {@link ProducerGrant}. */
    public static final String OPEN_PRODUCER = ROOT + "open-producer";

    private ControlPaths() {}
}
