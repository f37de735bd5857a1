package io.millrace.broker.control;

import io.millrace.broker.partition.PartitionHost;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one broker known to the controller: registers it, takes its metadata, says that it lives.
 * Owns one thread; a broker that was fenced registers again from it.
 */
public final class ControllerSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerSession.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration DRAIN_HEARTBEAT = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Controller controller;
    private final PartitionHost host;
    private final BrokerId broker;
    private final Advertised advertised;
    private final UUID incarnation = UUID.randomUUID();
    private final CountDownLatch firstMetadata = new CountDownLatch(1);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("controller-session").daemon().factory());
    private volatile long brokerEpoch;
    private volatile boolean draining;
    private volatile boolean closed;
    private final CountDownLatch drained = new CountDownLatch(1);
    private @Nullable AutoCloseable subscription;

    public ControllerSession(
            Controller controller, PartitionHost host, BrokerId broker, Advertised advertised) {
        this.controller = controller;
        this.host = host;
        this.broker = broker;
        this.advertised = advertised;
    }

    /**
     * Registers, and returns when the metadata of the registration has been applied.
     *
     * @param timeout for all of it
     * @throws IllegalStateException if it takes longer, or the data belongs to another cluster
     */
    public void start(Duration timeout, Duration heartbeatInterval) {
        long deadline = System.nanoTime() + timeout.toNanos();
        registerUntil(deadline);
        // A controller that hears nothing while the metadata is applied would take it for dead.
        long nanos = heartbeatInterval.toNanos();
        var _ = thread.scheduleWithFixedDelay(this::heartbeat, nanos, nanos, TimeUnit.NANOSECONDS);
        subscription = controller.metadata(-1, this::apply);
        try {
            if (!firstMetadata.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("no metadata within " + timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for metadata", e);
        }
    }

    private void registerUntil(long deadline) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                register();
                return;
            } catch (IllegalStateException wrongCluster) {
                throw wrongCluster;
            } catch (RuntimeException e) {
                if (System.nanoTime() + pause.toNanos() > deadline) {
                    throw new IllegalStateException("the controller could not be reached", e);
                }
                LOG.atWarn()
                        .addKeyValue("brokerId", broker)
                        .addKeyValue("error", e.toString())
                        .log("Registration failed; trying again");
                sleep(pause);
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                                ? pause.multipliedBy(2)
                                : LONGEST_PAUSE;
            }
        }
    }

    private void register() {
        Registered registered =
                controller.register(
                        new BrokerRegistration(
                                broker,
                                incarnation,
                                host.clusterId(),
                                advertised.httpUrl(),
                                advertised.internalUrl(),
                                advertised.rack(),
                                host.metadataSeen(),
                                host.replicaReports()));
        host.registered(broker, registered);
        brokerEpoch = registered.brokerEpoch();
        LOG.atInfo()
                .addKeyValue("brokerId", broker)
                .addKeyValue("brokerEpoch", registered.brokerEpoch())
                .addKeyValue("metadataVersion", registered.metadataVersion())
                .log("Registered with the controller");
    }

    private void apply(ClusterMetadata metadata) {
        host.apply(metadata);
        if (host.topics().metadata().version() >= 0) {
            firstMetadata.countDown();
        }
    }

    private void heartbeat() {
        if (closed) {
            return;
        }
        try {
            long epoch = brokerEpoch;
            HeartbeatAnswer answer =
                    controller.heartbeat(
                            new Heartbeat(
                                    broker, epoch, host.topics().metadata().version(), draining));
            host.heardController();
            if (answer.mayStop()) {
                drained.countDown();
            }
            if (answer.reportsWanted()) {
                controller.report(new ReplicaReports(broker, epoch, host.replicaReports()));
            }
        } catch (MillraceException refusal) {
            if (refusal.problem().code() == ErrorCode.NOT_LEADER) {
                registerAgain();
            } else {
                unheard(refusal);
            }
        } catch (RuntimeException e) {
            unheard(e);
        }
    }

    private void unheard(RuntimeException e) {
        LOG.atWarn()
                .addKeyValue("brokerId", broker)
                .addKeyValue("error", e.toString())
                .log("A heartbeat was not heard");
    }

    /** The next heartbeat is refused again, and leads back here, if this fails. */
    private void registerAgain() {
        LOG.atWarn()
                .addKeyValue("brokerId", broker)
                .addKeyValue("brokerEpoch", brokerEpoch)
                .log("The controller has fenced this broker; registering again");
        try {
            register();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("brokerId", broker)
                    .addKeyValue("error", e.toString())
                    .log("Registration failed");
        }
    }

    /**
     * Tells the controller that this broker wants to stop, and returns when it leads nothing that
     * another one could lead.
     *
     * @param patience after which it returns all the same
     */
    public void drain(Duration patience) {
        draining = true;
        long nanos = DRAIN_HEARTBEAT.toNanos();
        var _ = thread.scheduleWithFixedDelay(this::heartbeat, 0, nanos, TimeUnit.NANOSECONDS);
        try {
            if (!drained.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.atWarn()
                        .addKeyValue("brokerId", broker)
                        .log("Stops although it still leads: nobody has taken over in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while registering", e);
        }
    }

    /** Says nothing more to the controller and takes nothing more from it. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (subscription != null) {
                subscription.close();
            }
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("The metadata subscription could not be closed");
        }
    }
}
