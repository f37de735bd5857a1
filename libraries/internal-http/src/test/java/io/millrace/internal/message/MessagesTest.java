package io.millrace.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequest;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.MetadataAnswer;
import io.millrace.protocol.control.MetadataRequest;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.OpenProducer;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.control.Resignation;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.facts.PositionsAnswer;
import io.millrace.protocol.facts.PositionsRequest;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.DescribeGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.CommittedPosition;
import io.millrace.protocol.group.GroupDescription.UndoableReset;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.MemberDescription;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.OffsetMove;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.Refusal;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.ShardOwners;
import io.millrace.protocol.group.ShardOwners.ShardOwner;
import io.millrace.protocol.group.UndoReset;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataDelta;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaPosition;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.protocol.replica.SessionKnown;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {
    private static final BrokerId BROKER = new BrokerId(2);
    private static final TopicId TOPIC = new TopicId(new UUID(Long.MIN_VALUE, Long.MAX_VALUE));
    private static final PartitionId PARTITION = new PartitionId(TOPIC, 70_000);

    record Older(String name, int count) {}

    record Newer(String name, int count, Optional<String> comment, List<Integer> more) {}

    record WithText(String text) {}

    record Nested(Optional<Nested> inner) {}

    record Settings(TopicConfig config) {}

    record Everything(
            boolean flag,
            short small,
            double ratio,
            OptionalLong size,
            OptionalInt none,
            @Nullable String left,
            byte[] bytes,
            Map<TopicId, BrokerId> byTopic,
            Map<PartitionId, PrincipalName> byPartition,
            Map<BrokerId, TopicName> byBroker,
            Map<PrincipalName, UUID> byPrincipal) {}

    static List<Object> messages() {
        ReplicaReport report = new ReplicaReport(PARTITION, 3, 1L << 40, 17, ReplicaFlag.LOST);
        ReplicaUpdate update =
                new ReplicaUpdate(
                        BROKER,
                        5,
                        6,
                        0,
                        List.of(new ReplicaPosition(PARTITION, 7, -1, 1L << 33, 9)),
                        List.of(PARTITION));
        ClusterMetadata before = Clusters.of(2, 3);
        ClusterMetadata after = Clusters.of(3, 4);
        MetadataDelta delta = MetadataDelta.between(before, after);
        return List.of(
                new BrokerRegistration(
                        BROKER,
                        new UUID(5, 6),
                        Optional.empty(),
                        "http://b2:8080",
                        Optional.of("https://b2:7070"),
                        Optional.empty(),
                        Optional.of(new MetadataPosition(new UUID(7, 8), 9)),
                        List.of(report, report)),
                new Registered(4, new UUID(1, 2), 3),
                new Heartbeat(BROKER, 1, 2, true),
                new HeartbeatAnswer(1, false, true),
                new MetadataRequest(Optional.empty(), Duration.ofMillis(1500)),
                new MetadataAnswer(Optional.of(delta), Optional.of(after)),
                MetadataAnswer.NOTHING_NEW,
                new IsrRequests(
                        BROKER, 5, List.of(new IsrRequest(PARTITION, 1, 2, Map.of(1, 2L, 3, -1L)))),
                new IsrAnswers(Set.of(PARTITION)),
                new LostReplica(BROKER, PARTITION, 1, new BrokerId(3), 4),
                new ResignRequests(BROKER, 1, List.of(new Resignation(PARTITION, 2, true))),
                new ReplicaReports(BROKER, 1, List.of(report)),
                new CreateTopic(
                        new TopicName("orders"),
                        OptionalInt.of(3),
                        OptionalInt.empty(),
                        Map.of("retention.ms", "1")),
                new ProducerGrant(1, (short) 2),
                new OpenProducer("erp"),
                Done.DONE,
                new MovePartition(PARTITION, List.of(BROKER, new BrokerId(3))),
                new UncleanElection(PARTITION, Optional.of(BROKER), true),
                new ReplicaFetch(update, 1 << 20, Duration.ofMillis(500)),
                update,
                new SessionKnown(true),
                new ProducerIds(1000, 1000),
                after);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatItWrote(Object message) {
        // When
        Object read = Messages.read(Messages.write(message), message.getClass());

        // Then
        assertThat(read).isEqualTo(message);
    }

    @Test
    void readsAllKindsOfComponents() {
        // Given
        Everything message =
                new Everything(
                        true,
                        (short) -3,
                        0.25,
                        OptionalLong.of(Long.MIN_VALUE),
                        OptionalInt.empty(),
                        null,
                        new byte[] {1, -128},
                        Map.of(TOPIC, BROKER),
                        Map.of(PARTITION, new PrincipalName("User:bob")),
                        Map.of(BROKER, new TopicName("t")),
                        Map.of(new PrincipalName("User:eve"), new UUID(1, 2)));

        // When
        Everything read = Messages.read(Messages.write(message), Everything.class);

        // Then
        assertThat(read).usingRecursiveComparison().isEqualTo(message);
    }

    @Test
    void writesWrappedValuesAsPlainOnes() {
        assertThat(Messages.write(new TopicName("orders")).remaining())
                .as("a header of 4 bytes, a byte for the type, the text")
                .isEqualTo(11);
        assertThat(Messages.write(TOPIC).remaining()).isLessThan(24);
        assertThat(Messages.write(PARTITION).remaining()).isLessThan(28);
        assertThat(Messages.write(BROKER).remaining()).isEqualTo(5);
    }

    @Test
    void skipsWhatOnlyANewerWriterKnows() {
        // Given
        ByteBuffer bytes =
                Messages.write(new Newer("a", 1, Optional.of("new here"), List.of(1, 2)));

        // When
        Older read = Messages.read(bytes, Older.class);

        // Then
        assertThat(read).isEqualTo(new Older("a", 1));
    }

    @Test
    void skipsSettingsOfATopicThatItDoesNotKnow() {
        // Given
        record Loose(Map<String, String> config) {}
        Map<String, String> settings = Map.of("retention.ms", "5", "from.the.future", "x");

        // When
        Settings read = Messages.read(Messages.write(new Loose(settings)), Settings.class);

        // Then
        assertThat(read.config().overrides()).containsExactly(Map.entry("retention.ms", "5"));
    }

    @Test
    void saysWhichPropertyIsMissing() {
        // Given
        ByteBuffer bytes = Messages.write(new Older("a", 1));

        // When
        // Then
        assertThatThrownBy(() -> Messages.read(bytes, Newer.class))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("Newer")
                .hasMessageContaining("more");
    }

    @Test
    void refusesNullWhereAValueBelongs() {
        // Given
        record Loose(@Nullable String name, int count) {}
        ByteBuffer bytes = Messages.write(new Loose(null, 1));

        // When
        // Then
        assertThatThrownBy(() -> Messages.read(bytes, Older.class))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("name");
    }

    @Test
    void refusesNullInsideAList() {
        // Given
        record Loose(String name, int count, List<@Nullable Integer> more) {}
        ByteBuffer bytes = Messages.write(new Loose("a", 1, Arrays.asList(1, null)));

        // When
        // Then
        assertThatThrownBy(() -> Messages.read(bytes, Newer.class))
                .isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void refusesAValueThatItsTypeRefuses() {
        // Given
        record Loose(String name, Map<String, String> configs) {}
        ByteBuffer bytes = Messages.write(new Loose("no/topic", Map.of()));

        // When
        // Then
        assertThatThrownBy(() -> Messages.read(bytes, CreateTopic.class))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("A topic name consists of")
                .hasMessageContaining("/name");
    }

    @Test
    void refusesWhatIsNoMessage() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {1, 2, 3}, "{\"a\":1}".getBytes())) {
            assertThatThrownBy(() -> Messages.read(ByteBuffer.wrap(bytes), Older.class))
                    .isInstanceOf(UnreadableMessageException.class);
        }
    }

    @Test
    void refusesAMessageThatIsCutOffAnywhere() {
        // Given
        ByteBuffer whole = Messages.write(Clusters.of(1, 2));

        // When
        // Then
        for (int length = 0; length < whole.remaining(); length++) {
            ByteBuffer cut = whole.slice(0, length);
            assertThatThrownBy(() -> Messages.read(cut, ClusterMetadata.class))
                    .isInstanceOf(UnreadableMessageException.class);
        }
    }

    @Test
    void refusesTextsAndNestingBeyondTheirBounds() {
        // Given
        Nested deep = new Nested(Optional.empty());
        for (int i = 0; i < 40; i++) {
            deep = new Nested(Optional.of(deep));
        }
        ByteBuffer nested = Messages.write(deep);
        ByteBuffer text = Messages.write(new WithText("x".repeat(100_000)));

        // When
        // Then
        assertThatThrownBy(() -> Messages.read(nested, Nested.class))
                .isInstanceOf(UnreadableMessageException.class);
        assertThatThrownBy(() -> Messages.read(text, WithText.class))
                .isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void readsAPartOfABufferAndDirectMemory() {
        // Given
        ByteBuffer written = Messages.write(new Older("a", 1));
        ByteBuffer direct = ByteBuffer.allocateDirect(written.remaining() + 10).position(5);
        direct.put(written.duplicate()).flip().position(5);

        // When
        Older read = Messages.read(direct, Older.class);

        // Then
        assertThat(read).isEqualTo(new Older("a", 1));
        assertThat(direct.position()).isEqualTo(5);
    }

    @Test
    void readsMetadataOfManyPartitions() {
        // Given
        ClusterMetadata metadata = Clusters.of(1000, 10);

        // When
        ByteBuffer bytes = Messages.write(metadata);

        // Then
        assertThat(bytes.remaining()).isLessThan(3 << 20);
        assertThat(Messages.read(bytes, ClusterMetadata.class)).isEqualTo(metadata);
    }

    static List<Object> messagesOfGroups() {
        GroupId group = new GroupId("billing ü");
        MemberId member = new MemberId("m1");
        NextOffset next = new NextOffset(1L << 40, OptionalInt.of(3), "noted");
        MemberBeat beat =
                new MemberBeat(
                        group,
                        member,
                        1L << 50,
                        9,
                        Map.of(PARTITION, next),
                        Set.of(PARTITION),
                        Optional.of(new UUID(1, 2)),
                        true);
        Membership membership =
                new Membership(
                        4,
                        5,
                        6,
                        Map.of(PARTITION, 6L),
                        Set.of(PARTITION),
                        Map.of(PARTITION, next),
                        0,
                        1,
                        2);
        CommittedOffsets committed =
                new CommittedOffsets(
                        Map.of(PARTITION, next),
                        Map.of(PARTITION, new Refusal(ErrorCode.FENCED_MEMBER_EPOCH, "late")));
        return List.of(
                new JoinGroup(
                        group,
                        member,
                        new UUID(1, 2),
                        Optional.of(new InstanceId("pod-3")),
                        Set.of(new TopicName("orders")),
                        Optional.of("orders-.*"),
                        Optional.empty(),
                        60_000,
                        Optional.of("range")),
                membership,
                new MemberBeats(List.of(beat)),
                new MemberAnswers(
                        List.of(
                                MemberAnswer.of(membership, committed),
                                MemberAnswer.refused(ErrorCode.UNKNOWN_MEMBER, "gone"))),
                new LeaveGroup(group, member, OptionalLong.of(7), true),
                new CommitOffsets(
                        group, Optional.of(new Committer(member, 8)), Map.of(PARTITION, next)),
                new ReadOffsets(group),
                new ReadFloors(Set.of(PARTITION)),
                new GroupFloors(Set.of(0, 63), Map.of(PARTITION, 1L << 40)),
                committed,
                new ShardOwners(List.of(new ShardOwner(63, "https://c1:7070", 1L << 33))));
    }

    static List<Object> messagesOfSurgery() {
        GroupId group = new GroupId("billing ü");
        GroupSummary summary = new GroupSummary(group, GroupPhase.RECONCILING, 1, 1L << 40);
        OffsetMove first = new OffsetMove(OptionalLong.empty(), OptionalLong.of(7));
        OffsetMove back = new OffsetMove(OptionalLong.of(7), OptionalLong.empty());
        return List.of(
                new ListGroups("bill", Optional.of(GroupPhase.EMPTY), "", 101),
                new ShardLists(List.of(new ShardList(63, 4, 2, List.of(summary)))),
                new DescribeGroup(group),
                new GroupDescription(
                        summary,
                        "uniform",
                        List.of(
                                new MemberDescription(
                                        new MemberId("m1"),
                                        Optional.of(new InstanceId("pod-3")),
                                        Optional.empty(),
                                        3,
                                        4,
                                        Set.of(new TopicName("orders")),
                                        Optional.of("or.*"),
                                        Map.of(PARTITION, 4L),
                                        Set.of(PARTITION),
                                        true)),
                        Map.of(
                                PARTITION,
                                new CommittedPosition(
                                        new NextOffset(7, OptionalInt.of(2), "noted"), 1_000)),
                        "c0ffee",
                        Optional.of(new UndoableReset(2_000, 3_000, Map.of(PARTITION, back)))),
                new ResetOffsets(group, Map.of(PARTITION, 7L), true, Optional.of("c0ffee")),
                new OffsetsMoved(3, Map.of(PARTITION, first), "c0ffee"),
                new UndoReset(group, false, Optional.empty()),
                new DeleteGroup(group, Optional.of("c0ffee")),
                new PositionsRequest(
                        List.of(
                                new PositionQuestion(
                                        new NamedPartition(new TopicName("orders"), PARTITION),
                                        Set.of(7L, 1L << 40),
                                        OptionalLong.of(1_000)))),
                new PositionsAnswer(
                        List.of(
                                new LogPositions(
                                        PARTITION,
                                        3,
                                        9,
                                        Map.of(
                                                7L,
                                                new LogPositions.FoundRecord(
                                                        7, OptionalLong.of(1_000))),
                                        OptionalLong.empty(),
                                        OptionalLong.of(8)))));
    }

    @ParameterizedTest
    @MethodSource("messagesOfSurgery")
    void readsWhatItWroteOfSurgery(Object message) {
        // When
        Object read = Messages.read(Messages.write(message), message.getClass());

        // Then
        assertThat(read).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messagesOfGroups")
    void readsWhatItWroteOfGroups(Object message) {
        // When
        Object read = Messages.read(Messages.write(message), message.getClass());

        // Then
        assertThat(read).isEqualTo(message);
    }
}
