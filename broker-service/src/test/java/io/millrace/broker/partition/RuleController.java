package io.millrace.broker.partition;

import io.millrace.broker.control.Controller;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequest;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.control.Resignation;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.controller.Elections;
import io.millrace.replication.controller.IsrDecision;
import io.millrace.replication.controller.IsrRules;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The controller's rules over one topic of one partition, in memory, for tests of several brokers.
 */
public final class RuleController implements Controller {
    public static final TopicName ORDERS = new TopicName("orders");
    static final int MIN_ISR = 2;

    private final UUID cluster = UUID.randomUUID();
    private final UUID claim = UUID.randomUUID();
    private final TopicId topic = new TopicId(UUID.randomUUID());
    private final Map<Integer, Long> live = new TreeMap<>();
    private final Map<Integer, Long> known = new TreeMap<>();
    private final Map<Integer, Consumer<ClusterMetadata>> brokers = new ConcurrentHashMap<>();
    private Optional<PartitionRegistration> orders = Optional.empty();
    private AccessSnapshot access = new AccessSnapshot(Map.of(), new byte[32]);
    private long version;
    private long createdVersion;

    /** Creates the topic with a replica on each of these, the first of which leads. */
    public synchronized void create(List<Integer> replicas) {
        createdVersion = version + 1;
        TreeMap<Integer, Long> isr = new TreeMap<>(live);
        isr.keySet().retainAll(replicas);
        orders =
                Optional.of(
                        new PartitionRegistration(
                                replicas,
                                List.of(),
                                List.of(),
                                isr,
                                OptionalInt.of(replicas.getFirst()),
                                1,
                                0,
                                false));
        publish();
    }

    /** These have access from now on. */
    public synchronized void admit(AccessSnapshot admitted) {
        access = admitted;
        publish();
    }

    synchronized PartitionRegistration orders() {
        return orders.orElseThrow();
    }

    synchronized Set<Integer> isr() {
        return new HashSet<>(orders().isr().keySet());
    }

    /** All ISR members have shown in their present registration that they have everything. */
    synchronized boolean isVerified(int members) {
        return orders().isr().size() == members
                && orders().isr().entrySet().stream()
                        .allMatch(member -> member.getValue().equals(live.get(member.getKey())));
    }

    synchronized void connect(int broker, Consumer<ClusterMetadata> consumer) {
        brokers.put(broker, consumer);
        consumer.accept(metadata());
    }

    synchronized void fence(int broker) {
        live.remove(broker);
        brokers.remove(broker);
        change(orders().without(broker, MIN_ISR));
    }

    /** As after a power cut: nobody is told. */
    synchronized void fenceAll() {
        live.clear();
        brokers.clear();
        for (int replica : orders().replicas()) {
            orders = orders().without(replica, MIN_ISR).or(() -> orders);
        }
    }

    /** Has another in-sync replica lead. */
    public synchronized void moveLeader() {
        int before = orders().leader().orElseThrow();
        elect(isr().stream().filter(member -> member != before).findFirst().orElseThrow());
    }

    /** As the operator may want it. */
    synchronized void elect(int broker) {
        change(Optional.of(orders().ledBy(broker, live.getOrDefault(broker, -1L))));
    }

    /** As the operator may want it who gives up what is lost. */
    synchronized void electUncleanly(int broker) {
        change(Optional.of(orders().ledUncleanlyBy(broker, live.getOrDefault(broker, -1L))));
    }

    @Override
    public synchronized Registered register(BrokerRegistration request) {
        int broker = request.broker().value();
        version++;
        live.put(broker, version);
        known.put(broker, version);
        long epoch = version;
        orders.ifPresent(
                partition -> {
                    boolean lost =
                            request.replicas().stream()
                                    .filter(report -> report.partition().equals(id()))
                                    .map(ReplicaReport::flag)
                                    .findFirst()
                                    .map(flag -> flag != ReplicaFlag.OK)
                                    .orElse(request.versionSeen() < createdVersion);
                    Optional<PartitionRegistration> next =
                            lost
                                    ? partition.withoutLost(broker)
                                    : partition.without(broker, MIN_ISR);
                    orders = next.or(() -> Optional.of(partition));
                    elect();
                });
        version++;
        publish();
        return new Registered(epoch, cluster, epoch);
    }

    private void change(Optional<PartitionRegistration> next) {
        if (next.isPresent()) {
            orders = next;
        }
        elect();
        publish();
    }

    private void elect() {
        PartitionRegistration now = orders();
        if (now.leader().isEmpty()) {
            OptionalInt leader = Elections.verified(now, live);
            if (leader.isPresent()) {
                orders =
                        Optional.of(
                                now.ledBy(
                                        leader.getAsInt(),
                                        live.getOrDefault(leader.getAsInt(), -1L)));
            }
        }
    }

    @Override
    public synchronized IsrAnswers proposeIsr(IsrRequests requests) {
        Set<PartitionId> refused = new HashSet<>();
        for (IsrRequest request : requests.requests()) {
            IsrDecision decision =
                    IsrRules.decide(
                            orders(),
                            requests.broker().value(),
                            new IsrProposal(
                                    request.leaderEpoch(),
                                    request.partitionEpoch(),
                                    request.members()),
                            live,
                            MIN_ISR);
            switch (decision) {
                case IsrDecision.Accepted(PartitionRegistration next) -> change(Optional.of(next));
                case IsrDecision.Refused _ -> refused.add(request.partition());
            }
        }
        return new IsrAnswers(refused);
    }

    @Override
    public synchronized void denounce(LostReplica replica) {
        change(orders().withoutLost(replica.replica().value()));
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return new HeartbeatAnswer(1, false, heartbeat.draining());
    }

    @Override
    public void report(ReplicaReports reports) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void resign(ResignRequests requests) {
        Resignation resignation = requests.resignations().getFirst();
        if (orders().isLedBy(requests.leader().value())
                && orders().leaderEpoch() == resignation.leaderEpoch()
                && resignation.damaged()) {
            change(orders().withoutLost(requests.leader().value()));
            elect(isr().iterator().next());
        }
    }

    @Override
    public AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProducerIds reserveProducerIds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProducerGrant openProducer(String name) {
        throw new UnsupportedOperationException();
    }

    PartitionId id() {
        return new PartitionId(topic, 0);
    }

    private void publish() {
        version++;
        ClusterMetadata now = metadata();
        brokers.values().forEach(broker -> broker.accept(now));
    }

    private ClusterMetadata metadata() {
        Map<TopicName, TopicMetadata> topics = new TreeMap<>();
        orders.ifPresent(
                p ->
                        topics.put(
                                ORDERS,
                                new TopicMetadata(
                                        ORDERS,
                                        topic,
                                        TopicConfig.of(
                                                Map.of(
                                                        "min.insync.replicas",
                                                        Integer.toString(MIN_ISR))),
                                        List.of(
                                                new PartitionMetadata(
                                                        0,
                                                        p.replicas(),
                                                        p.adding(),
                                                        p.removing(),
                                                        p.isr(),
                                                        p.leader(),
                                                        p.leaderEpoch(),
                                                        p.partitionEpoch(),
                                                        p.unclean(),
                                                        createdVersion)))));
        return new ClusterMetadata(
                cluster,
                new MetadataPosition(claim, version),
                1,
                topics,
                Set.of(),
                known.entrySet().stream()
                        .map(
                                broker ->
                                        new BrokerMetadata(
                                                new BrokerId(broker.getKey()),
                                                "http://127.0.0.1:1",
                                                Optional.empty(),
                                                Optional.empty(),
                                                broker.getValue(),
                                                !live.containsKey(broker.getKey())))
                        .toList(),
                access);
    }
}
