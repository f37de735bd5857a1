package io.millrace.broker.partition;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.broker.forward.RoutedPartitions;
import io.millrace.broker.replica.LeaderPeer;
import io.millrace.broker.replica.Replication;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Registered;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Several brokers in one process that copy from each other by direct calls, for tests. */
public final class ReplicaSet implements AutoCloseable {
    public final RuleController controller = new RuleController();
    private final Path path;
    private final Wire wire;
    private final Map<Integer, Member> members = new ConcurrentHashMap<>();
    private final AtomicLong skippedMs = new AtomicLong();
    private final Map<Integer, Member> cut = new ConcurrentHashMap<>();

    ReplicaSet(Path path) {
        this(path, new DirectWire());
    }

    public ReplicaSet(Path path, Wire wire) {
        this.path = path;
        this.wire = wire;
    }

    private record Member(
            PartitionHost host,
            Replication replication,
            RoutedPartitions routed,
            FaultyDisk disk) {}

    Path directory(int broker) {
        return path.resolve("broker-" + broker);
    }

    public void start(int broker) {
        BrokerId id = new BrokerId(broker);
        FaultyDisk disk = new FaultyDisk(new RealDisk());
        Replication replication = new Replication(id, this::peer, controller, this::monotonicMs);
        RoutedPartitions routed =
                new RoutedPartitions(id, wire.from(id), new SimpleMeterRegistry());
        PartitionHost host =
                PartitionHost.open(
                        new HostConfig(
                                1,
                                2,
                                2,
                                new QueueLimits(64 << 20, 1_000),
                                new QueueLimits(16 << 20, 100),
                                Duration.ZERO,
                                new DirectoryConfig(OptionalLong.of(0), 64)),
                        disk,
                        directory(broker),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry(),
                        replication,
                        routed,
                        failure -> {},
                        this::monotonicMs);
        replication.serve(host);
        routed.follow(host.topics());
        wire.serve(id, routed.ledHere());
        members.put(broker, new Member(host, replication, routed, disk));
        Registered registered =
                controller.register(
                        new BrokerRegistration(
                                id,
                                UUID.randomUUID(),
                                host.clusterId(),
                                "http://127.0.0.1:1",
                                Optional.empty(),
                                Optional.empty(),
                                host.metadataSeen(),
                                host.replicaReports()));
        host.registered(id, registered);
        controller.connect(broker, host::apply);
    }

    private LeaderPeer peer(int broker) {
        Member member = members.get(broker);
        if (member == null) {
            throw new IllegalStateException("broker " + broker + " is not there");
        }
        return member.replication().sessions();
    }

    /** What a broker serves. */
    public Topics topics(int broker) {
        return members.get(broker).host().topics();
    }

    /** The replica on a broker. */
    HostedPartition orders(int broker) {
        return replica(members.get(broker));
    }

    /** What a broker gives to its clients. */
    Partition routed(int broker) {
        return topics(broker).find(RuleController.ORDERS).orElseThrow().partitions().getFirst();
    }

    private HostedPartition replica(Member member) {
        return (HostedPartition) member.host().replica(controller.id()).orElseThrow();
    }

    private long monotonicMs() {
        return MonotonicMs.SYSTEM.getAsLong() + skippedMs.get();
    }

    /** So much time passes at once. */
    void pass(Duration time) {
        skippedMs.addAndGet(time.toMillis());
    }

    /** Returns when a leader has heard a follower at the present time. */
    void awaitHeard(int leader, int follower) {
        long now = monotonicMs();
        await().until(
                        () ->
                                members.get(leader).replication().heard(controller.id()).stream()
                                        .anyMatch(
                                                heard ->
                                                        heard.fetch().replica() == follower
                                                                && heard.heardMs() >= now));
    }

    /** Leaders look at the time, and have done so when this returns. */
    void tick() {
        List<Member> all = new ArrayList<>(members.values());
        all.addAll(cut.values());
        for (Member member : all) {
            member.host().tick();
            replica(member).stampAppendTime(false).join(); // Comes after it in the loop.
        }
    }

    void checkpoint(int broker) {
        members.get(broker).host().checkpoint();
    }

    /** Nothing that it still tries reaches the disk or the others; the controller is not told. */
    public void kill(int broker) {
        Member member = members.remove(broker);
        member.disk().die();
        member.replication().close();
        member.host().close();
        member.routed().close();
    }

    /** Others can't reach it, nor it them; it goes on by itself. */
    void cutOff(int broker) {
        Member member = members.remove(broker);
        member.replication().close();
        controller.fence(broker);
        cut.put(broker, member);
    }

    HostedPartition ordersOfCut(int broker) {
        return replica(cut.get(broker));
    }

    void killCut(int broker) {
        Member member = cut.remove(broker);
        member.disk().die();
        member.host().close();
    }

    @Override
    public void close() {
        members.values().forEach(member -> member.replication().close());
        members.values().forEach(member -> member.host().close());
        members.values().forEach(member -> member.routed().close());
        cut.values().forEach(member -> member.host().close());
        wire.close();
    }
}
