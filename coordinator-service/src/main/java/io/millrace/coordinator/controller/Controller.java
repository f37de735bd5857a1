package io.millrace.coordinator.controller;

import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.state.BrokerRules;
import io.millrace.coordinator.state.BrokerState;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Decision;
import io.millrace.coordinator.state.TopicRules;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner of the metadata. Any thread may call any method; calls block until the change is
 * committed and published, at most for the configured patience, and so must not be made on an event
 * loop, nor from a metadata subscriber.
 *
 * <p>Refusals are thrown as {@link MillraceException}: with {@code coordinator_loading} while this
 * process does not lead (nothing was changed; try again), with {@code request_timed_out} when it is
 * unknown whether the change was made.
 */
public final class Controller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final int PRODUCER_NAME_MAX = 249;

    private final ControllerLoop loop;
    private final Thread thread;
    private final ControlDatabase database;
    private final ControllerSettings settings;

    private Controller(ControllerLoop loop, ControlDatabase database, ControllerSettings settings) {
        this.loop = loop;
        this.database = database;
        this.settings = settings;
        this.thread = Thread.ofPlatform().name("controller").unstarted(loop);
    }

    /** Starts the loop, which tries to lead from now on. Closing does not close the database. */
    public static Controller start(
            ControlDatabase database, Leases leases, ControllerSettings settings) {
        ControllerLoop loop =
                new ControllerLoop(database, leases, settings.address(), settings.renewInterval());
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
        await(loop.firstLed(), patience);
    }

    /** The newest committed metadata. Never blocks. */
    public ClusterMetadata metadata() {
        return state().metadata();
    }

    /** Whether the database was found to have lost commits, so that nothing is changed. */
    public boolean isInSafeMode() {
        return state().safeMode();
    }

    /** Whether this process leads. Never blocks. */
    public boolean isLeading() {
        return loop.current() != null;
    }

    /**
     * Hands over the present metadata if newer than {@code afterVersion}, then each newer one, in
     * order, on the controller's own thread: before the answer to the change goes out. The consumer
     * should be quick and must not call the controller.
     */
    public AutoCloseable subscribe(long afterVersion, Consumer<ClusterMetadata> consumer) {
        return ask(
                state -> {
                    AutoCloseable subscription = loop.publisher().subscribe(afterVersion, consumer);
                    loop.publisher().publish(state.metadata());
                    return subscription;
                });
    }

    /** Registers a broker and elects it for the partitions that only it can lead. */
    public Registered register(BrokerRegistration registration) {
        return ask(
                state -> {
                    BrokerRules.unfit(state, registration)
                            .forEach(
                                    (partition, flag) ->
                                            LOG.atError()
                                                    .setMessage(
                                                            "a replica is not fit to lead; its"
                                                                    + " partition stays offline")
                                                    .addKeyValue("partition", partition)
                                                    .addKeyValue("flag", flag)
                                                    .addKeyValue("brokerId", registration.broker())
                                                    .log());
                    return loop.change(
                            state,
                            BrokerRules.register(state, registration),
                            (next, decision) -> {
                                if (next.safeMode()) {
                                    LOG.atError()
                                            .setMessage("safe mode: no elections, no changes")
                                            .addKeyValue("version", state.version())
                                            .addKeyValue("seen", registration.versionSeen())
                                            .log();
                                }
                                return new Registered(
                                        next.version(), next.clusterId(), next.version());
                            });
                });
    }

    /**
     * Hears that a broker lives.
     *
     * @throws MillraceException with {@code not_leader} when the broker epoch is not its newest
     */
    public void heartbeat(BrokerId broker, long brokerEpoch) {
        BrokerState known = state().brokers().get(broker.value());
        if (known == null || known.epoch() != brokerEpoch || known.fenced()) {
            throw Problem.of(
                            ErrorCode.NOT_LEADER,
                            "Broker " + broker + " must register again: its epoch is over")
                    .asException();
        }
    }

    /**
     * Creates a topic.
     *
     * @param dryRun decides and answers what would be, and changes nothing
     */
    public TopicMetadata createTopic(CreateTopic request, boolean dryRun) {
        TopicId id = new TopicId(UUID.randomUUID());
        TopicRules rules = settings.topics();
        return decideTopic(request.name(), dryRun, state -> rules.create(state, request, id));
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
                name, dryRun, state -> rules.change(state, name, id, configs, partitions));
    }

    /** Deletes a topic. Its logs go to the trash of their brokers. */
    public void deleteTopic(TopicName name, TopicId id, boolean dryRun) {
        TopicRules rules = settings.topics();
        ask(state -> decide(state, rules.delete(state, name, id), dryRun));
    }

    /** Adds an API key or replaces the one of that id. */
    public void putKey(String keyId, KeyEntry entry) {
        ask(state -> decide(state, Decision.accept(new Change.KeyPut(keyId, entry)), false));
    }

    /** Takes an API key away; nothing happens when there is none of that id. */
    public void removeKey(String keyId) {
        ask(
                state ->
                        state.keys().containsKey(keyId)
                                ? decide(
                                        state, Decision.accept(new Change.KeyRemoved(keyId)), false)
                                : state);
    }

    /** Takes 1000 producer ids that nobody else gets. */
    public ProducerIds reserveProducerIds() {
        return ask(state -> database.reserveProducerIds(state.controllerEpoch()));
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
        return ask(
                state ->
                        database.openProducer(state.controllerEpoch(), name)
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
            TopicName name, boolean dryRun, Function<ControlState, Decision> decision) {
        ControlState after = ask(state -> decide(state, decision.apply(state), dryRun));
        return Optional.ofNullable(after.metadata().topics().get(name))
                .orElseThrow(() -> new IllegalStateException("no topic " + name));
    }

    private ControlState decide(ControlState state, Decision decision, boolean dryRun) {
        if (dryRun && decision instanceof Decision.Accepted(var changes)) {
            return state.after(changes, state.version());
        }
        return loop.change(state, decision, (next, made) -> next);
    }

    private ControlState state() {
        ControlState state = loop.current();
        if (state == null) {
            throw ControllerLoop.loading("This process is not the controller at the moment");
        }
        return state;
    }

    private <T> T ask(Function<ControlState, T> work) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the controller's loop would wait for itself");
        }
        return await(loop.submit(work), settings.patience());
    }

    private static <T> T await(Future<T> answer, Duration patience) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException refusal) {
                throw new MillraceException(refusal.problem(), refusal);
            }
            throw new IllegalStateException("a control request failed", e.getCause());
        } catch (TimeoutException e) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The controller did not answer in time: look before trying again"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MillraceException(
                    Problem.of(ErrorCode.REQUEST_TIMED_OUT, "The request was interrupted"), e);
        }
    }
}
