package io.millrace.coordinator.controller;

import io.millrace.coordinator.state.BrokerCopies;
import io.millrace.coordinator.state.BrokerState;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.IsrChanges;
import io.millrace.coordinator.state.Registrations;
import io.millrace.coordinator.state.Resignations;
import io.millrace.coordinator.state.SafeMode;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.MetadataAnswer;
import io.millrace.protocol.control.MetadataRequest;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What brokers ask of the controller. Any thread may call any method; all but the heartbeat block.
 * Refusals are those of {@link Controller}.
 */
public final class BrokerCalls {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCalls.class);

    private final Requests requests;
    private final ControllerLoop loop;

    BrokerCalls(Requests requests, ControllerLoop loop) {
        this.requests = requests;
        this.loop = loop;
    }

    /**
     * Gives a broker a new epoch and settles what becomes of its replicas, in one transaction.
     *
     * @throws MillraceException with {@code broker_id_in_use} while another process of this id
     *     lives, with {@code invalid_request} if its data belong to another cluster
     */
    public Registered register(BrokerRegistration registration) {
        requests.tell(reign -> listen(reign, registration));
        return requests.change(reign -> register(reign, registration));
    }

    /** What it has seen counts at once, also while the controller changes nothing yet. */
    private boolean listen(Reign reign, BrokerRegistration registration) {
        boolean ours =
                registration
                        .clusterId()
                        .filter(cluster -> !cluster.equals(reign.state().clusterId()))
                        .isEmpty();
        if (ours) {
            reign.seen().told(registration.versionSeen());
            loop.enterSafeMode(SafeMode.reason(reign.state(), registration).orElse(null));
            reign.state()
                    .broker(registration.broker())
                    .ifPresent(known -> reign.heartbeats().registers(known.id(), known.epoch()));
            loop.look();
        }
        return ours;
    }

    private Registered register(Reign reign, BrokerRegistration registration) {
        ControlState before = reign.state();
        BrokerId broker = registration.broker();
        long epoch = before.broker(broker).map(BrokerState::epoch).orElse(-1L);
        Registrations.unfit(before, registration)
                .forEach(
                        (partition, flag) ->
                                LOG.atError()
                                        .setMessage("an in-sync replica is lost")
                                        .addKeyValue("partition", partition)
                                        .addKeyValue("flag", flag)
                                        .addKeyValue("brokerId", broker)
                                        .log());
        BrokerCopies found = Registrations.found(before, registration);
        reign.recovery().look(before);
        ControlState after =
                reign.change(
                        Registrations.register(
                                before,
                                registration,
                                reign.heartbeats().isAlive(broker.value(), epoch),
                                reign.electorate().leaving(),
                                reign.recovery()));
        long newEpoch = Registrations.epoch(before, registration);
        reign.heartbeats().heard(broker, newEpoch, false);
        reign.recovery().look(after);
        reign.recovery().said(found);
        loop.look();
        return new Registered(newEpoch, after.clusterId(), after.version());
    }

    /**
     * Hears that a broker lives. Never waits for the database.
     *
     * @throws MillraceException with {@code not_leader} when the broker epoch is not its newest, or
     *     the broker is fenced: it must register again
     */
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        Reign reign = requests.reign();
        ControlState state = reign.state();
        BrokerId broker = heartbeat.broker();
        requireRegistered(state, broker, heartbeat.brokerEpoch());
        reign.heartbeats().heard(broker, heartbeat.brokerEpoch(), heartbeat.draining());
        reign.seen().told(heartbeat.appliedVersion());
        if (heartbeat.appliedVersion() > state.version() && !state.safeMode()) {
            var _ = loop.submit(false, now -> suspectLoss(now, heartbeat));
        }
        Standing standing = reign.standing();
        return new HeartbeatAnswer(
                state.controllerEpoch(),
                standing.wantsReports(broker.value(), heartbeat.appliedVersion()),
                heartbeat.draining() && standing.mayStop().contains(broker.value()));
    }

    private boolean suspectLoss(Reign reign, Heartbeat heartbeat) {
        if (heartbeat.appliedVersion() > reign.state().version()) {
            loop.enterSafeMode(
                    "broker "
                            + heartbeat.broker()
                            + " has applied version "
                            + heartbeat.appliedVersion()
                            + ", the database is at "
                            + reign.state().version());
        }
        return true;
    }

    /**
     * Fences a broker without waiting for its deadline, and gives what it led to others. Nothing
     * happens if it has registered again.
     *
     * @param brokerEpoch of the registration whose process has ended
     */
    public void suspect(BrokerId broker, long brokerEpoch) {
        requests.tell(
                reign -> {
                    if (isRegistered(reign.state(), broker, brokerEpoch)) {
                        reign.heartbeats().gone(broker, brokerEpoch);
                    }
                    loop.look();
                    return true;
                });
    }

    /** Takes what a broker's replicas hold, for elections. */
    public void report(ReplicaReports reports) {
        requests.tell(
                reign -> {
                    requireRegistered(reign.state(), reports.broker(), reports.brokerEpoch());
                    reign.recovery().said(BrokerCopies.of(reports));
                    loop.look();
                    return true;
                });
    }

    /** Decides on in-sync sets; all that are accepted are committed in one transaction. */
    public IsrAnswers proposeIsr(IsrRequests proposals) {
        return requests.change(
                reign -> {
                    Optional<Problem> objection = IsrChanges.objection(reign.state(), proposals);
                    if (objection.isPresent()) {
                        throw objection.get().asException();
                    }
                    IsrChanges.Decided decided = IsrChanges.decide(reign.state(), proposals);
                    reign.commit(decided.changes());
                    return new IsrAnswers(decided.refused());
                });
    }

    /** Takes out of the ISR what a leader has found to be lost. */
    public void denounce(LostReplica lost) {
        requests.change(
                reign -> {
                    requireNormal(reign.state());
                    Resignations.denounce(reign.state(), lost)
                            .ifPresent(
                                    change -> {
                                        LOG.atError()
                                                .setMessage("an in-sync replica is lost")
                                                .addKeyValue("partition", lost.partition())
                                                .addKeyValue("brokerId", lost.replica())
                                                .log();
                                        reign.commit(List.of(change));
                                    });
                    return true;
                });
    }

    /** Finds other leaders for partitions that their leader gives up. */
    public void resign(ResignRequests resignations) {
        requests.change(
                reign -> {
                    requireNormal(reign.state());
                    reign.commit(
                            Resignations.resign(reign.state(), resignations, reign.electorate()));
                    return true;
                });
    }

    /**
     * Waits until there is something newer than what the asker has, at most for its patience.
     *
     * @param asker if it is a broker: what it has is what it has applied
     * @throws MillraceException with {@code coordinator_loading} also when the asker has seen what
     *     the database has lost: it keeps what it has, and goes on with it
     */
    public MetadataAnswer metadata(Optional<BrokerId> asker, MetadataRequest request) {
        Reign reign = requests.reign();
        request.have().ifPresent(have -> reign.seen().told(have.version()));
        boolean known =
                request.have().flatMap(have -> SafeMode.reason(reign.state(), have)).isEmpty();
        if (!known) {
            requests.tell(
                    now -> {
                        Optional<String> reason =
                                request.have().flatMap(have -> SafeMode.reason(now.state(), have));
                        loop.enterSafeMode(reason.orElse(null));
                        if (reason.isPresent()) {
                            throw SafeMode.problem().asException();
                        }
                        return true;
                    });
        }
        asker.ifPresent(
                broker ->
                        request.have().ifPresent(have -> reign.feed().has(broker, have.version())));
        return reign.feed().newer(request.have(), request.patience()).orElseThrow(loop::elsewhere);
    }

    private static void requireNormal(ControlState state) {
        if (state.safeMode()) {
            throw SafeMode.problem().asException();
        }
    }

    private static void requireRegistered(ControlState state, BrokerId broker, long epoch) {
        if (!isRegistered(state, broker, epoch)) {
            throw Problem.of(
                            ErrorCode.NOT_LEADER,
                            "Broker " + broker + " must register again: its epoch is over")
                    .asException();
        }
    }

    private static boolean isRegistered(ControlState state, BrokerId broker, long epoch) {
        return state.broker(broker)
                .filter(known -> known.epoch() == epoch && !known.fenced())
                .isPresent();
    }
}
