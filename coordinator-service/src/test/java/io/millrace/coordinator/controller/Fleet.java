package io.millrace.coordinator.controller;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequest;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Brokers that are nothing but calls to a controller, each with copies that it reports. */
final class Fleet {

    private static final Duration BEAT = Duration.ofMillis(300);

    private final TestClock clock;
    private final SortedMap<Integer, Member> members = new TreeMap<>();
    private Controller controller;

    Fleet(Controller controller, TestClock clock) {
        this.controller = controller;
        this.clock = clock;
    }

    /** From now on all speak to another controller. */
    void follow(Controller next) {
        controller = next;
    }

    /** Brokers 1 to {@code count} start, each in a rack of its own. */
    void start(int count) {
        for (int id = 1; id <= count; id++) {
            members.put(id, new Member(id, Optional.of("rack-" + id)));
            members.get(id).register();
        }
    }

    Member start(int id, String rack) {
        Member member = new Member(id, Optional.of(rack));
        members.put(id, member);
        member.register();
        return member;
    }

    Member broker(int id) {
        return Objects.requireNonNull(members.get(id));
    }

    TopicMetadata create(String name, int partitions, int factor, int minIsr) {
        return controller.createTopic(
                new CreateTopic(
                        new TopicName(name),
                        OptionalInt.of(partitions),
                        OptionalInt.of(factor),
                        Map.of("min.insync.replicas", String.valueOf(minIsr))),
                false);
    }

    PartitionMetadata partition(TopicMetadata topic, int number) {
        return controller.metadata().topic(topic.name()).orElseThrow().partitions().get(number);
    }

    /** Time goes by, and whoever lives sends heartbeats and what it is asked for. */
    void pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(BEAT)) {
            members.values().stream().filter(m -> m.alive).forEach(Member::beat);
            clock.advance(BEAT);
            controller.brokers().suspect(new BrokerId(0), -1);
        }
    }

    final class Member {

        private final BrokerId id;
        private final Optional<String> rack;
        private final Map<PartitionId, ReplicaReport> copies = new HashMap<>();
        private UUID incarnation = UUID.randomUUID();
        private Optional<MetadataPosition> seen = Optional.empty();
        private boolean alive = true;
        private boolean draining;
        private long epoch;
        private HeartbeatAnswer lastAnswer = new HeartbeatAnswer(0, false, false);

        Member(int id, Optional<String> rack) {
            this.id = new BrokerId(id);
            this.rack = rack;
        }

        BrokerId id() {
            return id;
        }

        long epoch() {
            return epoch;
        }

        HeartbeatAnswer lastAnswer() {
            return lastAnswer;
        }

        Registered register() {
            Registered registered = controller.brokers().register(registration());
            epoch = registered.brokerEpoch();
            alive = true;
            look();
            return registered;
        }

        BrokerRegistration registration() {
            return new BrokerRegistration(
                    id,
                    incarnation,
                    seen.map(any -> controller.metadata().clusterId()),
                    "http://b" + id + ":8080",
                    Optional.of("http://b" + id + ":7070"),
                    rack,
                    seen,
                    List.copyOf(copies.values()));
        }

        /** Takes the newest metadata, and has an empty copy of all that is new to it. */
        void look() {
            seen = Optional.of(controller.metadata().at());
            controller
                    .metadata()
                    .topics()
                    .values()
                    .forEach(
                            topic ->
                                    topic.partitions().stream()
                                            .filter(p -> p.replicas().contains(id.value()))
                                            .map(p -> topic.partitionId(p.partition()))
                                            .forEach(p -> copies.putIfAbsent(p, copy(p, 0, 0))));
        }

        /** What it will report of this copy. */
        void has(PartitionId partition, int lastEpoch, long end, long committed) {
            copies.put(
                    partition,
                    new ReplicaReport(partition, lastEpoch, end, committed, ReplicaFlag.OK));
        }

        void has(PartitionId partition, ReplicaFlag flag) {
            copies.put(partition, new ReplicaReport(partition, 0, 0, 0, flag));
        }

        void hasSeen(MetadataPosition position) {
            seen = Optional.of(position);
        }

        void losesItsDisk() {
            copies.clear();
            seen = Optional.empty();
        }

        void drains() {
            draining = true;
        }

        void beat() {
            look();
            lastAnswer =
                    controller
                            .brokers()
                            .heartbeat(
                                    new Heartbeat(
                                            id, epoch, seen.orElseThrow().version(), draining));
            if (lastAnswer.reportsWanted()) {
                controller
                        .brokers()
                        .report(new ReplicaReports(id, epoch, new ArrayList<>(copies.values())));
            }
        }

        /** Its process is killed, and the controller told. */
        void die() {
            fallSilent();
            controller.brokers().suspect(id, epoch);
        }

        /** Nobody hears of it any more. */
        void fallSilent() {
            alive = false;
        }

        /**
         * Another process with the same disk, which comes when the deadline of the last is over.
         */
        void restart() {
            incarnation = UUID.randomUUID();
            draining = false;
            register();
        }

        IsrAnswers propose(PartitionId partition, PartitionMetadata on, Map<Integer, Long> isr) {
            return controller
                    .brokers()
                    .proposeIsr(
                            new IsrRequests(
                                    id,
                                    epoch,
                                    List.of(
                                            new IsrRequest(
                                                    partition,
                                                    on.leaderEpoch(),
                                                    on.partitionEpoch(),
                                                    isr))));
        }

        private ReplicaReport copy(PartitionId partition, int lastEpoch, long end) {
            return new ReplicaReport(partition, lastEpoch, end, 0, ReplicaFlag.OK);
        }
    }
}
