package io.millrace.coordinator.controller;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Decision;
import io.millrace.coordinator.state.SafeMode;
import io.millrace.coordinator.state.TopicRules;
import io.millrace.coordinator.state.TopicState;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The owner of the metadata. Any thread may call any method; calls block until the change is
 * committed and published, at most for the configured patience, and so must not be made on an event
 * loop, nor from a metadata subscriber.
 *
 * <p>Refusals are thrown as {@link MillraceException}: with {@code not_controller} and the member
 * {@code controller_url} while another process leads, with {@code coordinator_loading} while nobody
 * does (nothing was changed; try again), with {@code request_timed_out} when it is unknown whether
 * the change was made.
 */
public final class Controller implements AutoCloseable {

    private static final int PRODUCER_NAME_MAX = 249;

    private final ControllerLoop loop;
    private final Thread thread;
    private final Requests requests;
    private final ControlDatabase database;
    private final ControllerSettings settings;
    private final BrokerCalls brokers;
    private final OperatorCalls operators;

    private Controller(ControllerLoop loop, ControlDatabase database, ControllerSettings settings) {
        this.loop = loop;
        this.database = database;
        this.settings = settings;
        this.thread = Thread.ofPlatform().name("controller").unstarted(loop);
        this.requests = new Requests(loop, thread, settings.patience());
        this.brokers = new BrokerCalls(requests, loop);
        this.operators = new OperatorCalls(requests, settings.topics(), settings.brokers().moves());
    }

    /**
     * Starts the loop, which tries to lead from now on. Closing does not close the database.
     *
     * @param nanoTime monotonic, like {@link System#nanoTime}
     */
    public static Controller start(
            ControlDatabase database,
            Leases leases,
            CoordinationCluster cluster,
            ControllerSettings settings,
            LongSupplier nanoTime) {
        ControllerLoop loop = new ControllerLoop(database, leases, cluster, settings, nanoTime);
        Controller controller = new Controller(loop, database, settings);
        controller.thread.start();
        return controller;
    }

    /**
     * Waits until this process has led for the first time.
     *
     * @throws MillraceException when it does not within {@code patience}
     */
    public void awaitLeading(Duration patience) {
        Requests.await(loop.firstLed(), patience);
    }

    /** What brokers ask. */
    public BrokerCalls brokers() {
        return brokers;
    }

    /** What operators ask, topics and keys aside. */
    public OperatorCalls operators() {
        return operators;
    }

    /** The newest committed metadata. Never blocks. */
    public ClusterMetadata metadata() {
        return requests.reign().metadata();
    }

    /** Whether the database was found to have lost commits, so that nothing is changed. */
    public boolean isInSafeMode() {
        return requests.reign().state().safeMode();
    }

    /** Whether this process leads. Never blocks. */
    public boolean isLeading() {
        return loop.reign() != null;
    }

    /**
     * Hands over the present metadata if newer than {@code afterVersion}, then each newer one, in
     * order, on the controller's own thread: before the answer to the change goes out. The consumer
     * should be quick and must not call the controller.
     */
    public AutoCloseable subscribe(long afterVersion, Consumer<ClusterMetadata> consumer) {
        return requests.tell(
                reign -> {
                    AutoCloseable subscription = loop.publisher().subscribe(afterVersion, consumer);
                    loop.publisher().publish(reign.metadata());
                    return subscription;
                });
    }

    /**
     * Creates a topic.
     *
     * @param dryRun decides and answers what would be, and changes nothing
     */
    public TopicMetadata createTopic(CreateTopic request, boolean dryRun) {
        TopicId id = new TopicId(UUID.randomUUID());
        TopicRules rules = settings.topics();
        return decideTopic(
                request.name(),
                dryRun,
                reign -> rules.create(reign.state(), request, id, reign.electorate().leaving()));
    }

    /**
     * Changes a topic's configs, its partition count, or both at once.
     *
     * @param configs everything that shall differ from the defaults; empty leaves them
     * @param partitions the wanted count; empty leaves it
     */
    public TopicMetadata changeTopic(
            TopicName name,
            TopicId id,
            Optional<Map<String, String>> configs,
            OptionalInt partitions,
            boolean dryRun) {
        TopicRules rules = settings.topics();
        return decideTopic(
                name,
                dryRun,
                reign ->
                        rules.change(
                                reign.state(),
                                name,
                                id,
                                configs,
                                partitions,
                                reign.electorate().leaving()));
    }

    /** Deletes a topic. Its logs go to the trash of their brokers. */
    public void deleteTopic(TopicName name, TopicId id, boolean dryRun) {
        TopicRules rules = settings.topics();
        requests.change(reign -> reign.change(rules.delete(reign.state(), name, id), dryRun));
    }

    /** Adds an API key or replaces the one of that id. */
    public void putKey(String keyId, KeyEntry entry) {
        requests.change(reign -> reign.commit(List.of(new Change.KeyPut(keyId, entry))));
    }

    /** Takes an API key away; nothing happens when there is none of that id. */
    public void removeKey(String keyId) {
        requests.change(
                reign ->
                        reign.state().access().keys().containsKey(keyId)
                                ? reign.commit(List.of(new Change.KeyRemoved(keyId)))
                                : reign.state());
    }

    /** Takes 1000 producer ids that nobody else gets. */
    public ProducerIds reserveProducerIds() {
        return requests.change(reign -> database.reserveProducerIds(trusted(reign)));
    }

    /**
     * Gives a named producer its id and an epoch that fences its earlier instances.
     *
     * @param name 1 to 249 characters
     */
    public ProducerGrant openProducer(String name) {
        if (name.isBlank() || name.length() > PRODUCER_NAME_MAX || name.indexOf('\0') >= 0) {
            throw Problem.of(
                            ErrorCode.INVALID_REQUEST,
                            "A producer's name has 1 to " + PRODUCER_NAME_MAX + " characters")
                    .asException();
        }
        return requests.change(
                reign ->
                        database.openProducer(trusted(reign), name)
                                .orElseThrow(
                                        () ->
                                                Problem.of(
                                                                ErrorCode.QUOTA_EXCEEDED,
                                                                "There are "
                                                                        + settings
                                                                                .producerNamesMax()
                                                                        + " named producers"
                                                                        + " already")
                                                        .asException()));
    }

    /** A database that has lost commits would give ids out for the second time. */
    private static long trusted(Reign reign) {
        if (reign.state().safeMode()) {
            throw SafeMode.problem().asException();
        }
        return reign.state().controllerEpoch();
    }

    /** Stops leading. What waits is refused. */
    @Override
    public void close() {
        loop.stop();
        try {
            thread.join(Duration.ofSeconds(35));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TopicMetadata decideTopic(
            TopicName name, boolean dryRun, Function<Reign, Decision> decision) {
        ControlState after = requests.change(reign -> reign.change(decision.apply(reign), dryRun));
        return after.topic(name)
                .map(TopicState::metadata)
                .orElseThrow(() -> new IllegalStateException("no topic " + name));
    }
}
