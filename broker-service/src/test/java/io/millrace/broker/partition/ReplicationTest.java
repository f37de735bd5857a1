package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.log.LogSlice;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.replication.Acks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationTest {
    @TempDir Path path;

    private ReplicaSet set;

    @BeforeEach
    void startThree() {
        set = new ReplicaSet(path);
        for (int broker = 1; broker <= 3; broker++) {
            set.start(broker);
        }
        set.controller.create(List.of(1, 2, 3));
    }

    @AfterEach
    void close() {
        set.close();
    }

    @Test
    void whatIsAcknowledgedIsOnTheDiskOfEveryInSyncReplica() {
        // When
        appended(1, "a", "b");
        appended(1, "c");

        // Then
        assertThat(Records.values(set.orders(1))).containsExactly("a", "b", "c");
        for (int broker = 1; broker <= 3; broker++) {
            assertThat(set.orders(broker).log().durableEndOffset()).isEqualTo(4);
        }
        assertThat(content(2)).isEqualTo(content(1));
        assertThat(content(3)).isEqualTo(content(1));
    }

    @Test
    void idleFollowersStayInSync() {
        // Given
        appended(1, "a");
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        int partitionEpoch = set.controller.orders().partitionEpoch();

        // When
        for (int n = 0; n < 5; n++) {
            set.pass(Duration.ofSeconds(4));
            set.awaitHeard(1, 2);
            set.awaitHeard(1, 3);
            set.tick();
        }

        // Then
        appended(1, "b");
        assertThat(set.controller.isr()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(set.controller.orders().partitionEpoch()).isEqualTo(partitionEpoch);
    }

    @Test
    void aFollowerThatIsSilentLeavesTheInSyncSet() {
        // Given
        appended(1, "a");
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        set.kill(3);

        // When
        set.pass(Duration.ofSeconds(11));
        set.awaitHeard(1, 2);
        set.tick();

        // Then
        await().untilAsserted(
                        () -> assertThat(set.controller.isr()).containsExactlyInAnyOrder(1, 2));
    }

    @Test
    void aNewLeaderHasEverythingThatWasAcknowledged() {
        // Given
        for (int n = 0; n < 20; n++) {
            appended(1, "r" + n);
        }

        // When
        set.kill(1);
        set.controller.fence(1);

        // Then
        int leader = set.controller.orders().leader().orElseThrow();
        assertThat(leader).isEqualTo(2);
        appended(2, "after");
        assertThat(Records.values(set.orders(2))).hasSize(21).endsWith("r19", "after");
    }

    @Test
    void aLeaderThatComesBackFollowsAndIsVerified() {
        // Given
        appended(1, "a");
        set.kill(1);
        set.controller.fence(1);
        appended(2, "b");

        // When
        set.start(1);

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        appended(2, "c");
        assertThat(content(1)).isEqualTo(content(2));
    }

    @Test
    void aZombieNeverAcknowledgesAndItsRecordsAreCutAway() {
        // Given
        appended(1, "a");
        set.cutOff(1);

        // When
        CompletableFuture<ProduceOutcome> zombie =
                set.ordersOfCut(1).append(ProduceRequest.of(Records.batch("lost"), Acks.ALL));
        appended(2, "b");

        // Then
        assertThat(zombie).isNotDone();
        set.killCut(1);
        set.start(1);
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        assertThat(content(1)).isEqualTo(content(2));
        assertThat(Records.values(set.orders(2))).containsExactly("a", "b");
    }

    @Test
    void aZombieDoesNotDenyWhatItsSuccessorHasGivenOut() {
        // Given
        appended(1, "a");
        set.cutOff(1);
        appended(2, "b", "c");
        long end = set.orders(2).offsets().highWatermark();

        // When
        FetchOutcome atItsEnd = set.ordersOfCut(1).fetch(end, 1_000, OptionalInt.empty());
        FetchOutcome ofTheNewEpoch = set.ordersOfCut(1).fetch(end - 1, 1_000, OptionalInt.of(2));

        // Then
        assertThat(atItsEnd).isInstanceOf(FetchOutcome.Empty.class);
        assertThat(ofTheNewEpoch).isInstanceOf(FetchOutcome.Empty.class);
    }

    @Test
    void aLeaderWhoseFollowersAreThereSaysWhatIsBeyondTheEnd() {
        // Given
        appended(1, "a");

        // When
        FetchOutcome beyond = set.orders(1).fetch(9, 1_000, OptionalInt.empty());

        // Then
        assertThat(beyond)
                .isInstanceOfSatisfying(
                        FetchOutcome.Refused.class,
                        refused ->
                                assertThat(refused.problem().code())
                                        .isEqualTo(ErrorCode.OFFSET_BEYOND_END));
    }

    @Test
    void atTheFloorADeadMemberStaysAndNothingIsAcknowledgedWithoutIt() {
        // Given
        appended(1, "a");
        set.kill(3);
        set.controller.fence(3);
        set.kill(2);
        set.controller.fence(2);

        // When
        ProduceOutcome outcome = append(1, "b").join();

        // Then
        assertThat(set.controller.isr()).isEqualTo(Set.of(1, 2));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ProduceOutcome.Refused.class,
                        refused ->
                                assertThat(refused.problem().code())
                                        .isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS));
        set.start(2);
        await().untilAsserted(() -> assertThat(set.controller.isVerified(2)).isTrue());
        appended(1, "c");
    }

    @Test
    void aDiskThatWasReplacedIsCopiedAnew() throws IOException {
        // Given
        appended(1, "a", "b");
        set.kill(3);
        set.controller.fence(3);
        delete(set.directory(3));

        // When
        set.start(3);

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        assertThat(content(3)).isEqualTo(content(1));
    }

    @Test
    void aDamagedReplicaIsMovedAsideAndCopiedAnew() throws IOException {
        // Given
        appended(1, "a", "b");
        appended(1, "c");
        set.checkpoint(3);
        set.kill(3);
        set.controller.fence(3);
        damage(logOf(3));

        // When
        set.start(3);

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        assertThat(content(3)).isEqualTo(content(1));
        assertThat(set.directory(3).resolve("stray")).isNotEmptyDirectory();
    }

    @Test
    void aLeaderThatFindsDamageGivesWayAndCopiesAnew() throws IOException {
        // Given
        appended(1, "a", "b");
        appended(1, "c");
        damage(logOf(1));

        // When
        set.orders(1).damaged(1, new IllegalStateException("not a batch"));

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        assertThat(set.controller.orders().leader()).hasValue(2);
        appended(2, "d");
        assertThat(content(1)).isEqualTo(content(2));
        assertThat(set.directory(1).resolve("stray")).isNotEmptyDirectory();
    }

    @Test
    void aCopyThatFindsDamageIsMadeOfAnotherLeader() throws IOException {
        // Given
        appended(1, "a", "b");
        appended(1, "c");
        set.kill(3);
        set.controller.fence(3);
        damage(logOf(1));
        delete(set.directory(3));

        // When
        set.start(3);

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        int leader = set.controller.orders().leader().orElseThrow();
        assertThat(leader).isNotEqualTo(1);
        assertThat(content(3)).isEqualTo(content(leader));
    }

    @Test
    void whatIsLeftIsUsedWhenTheRestIsGivenUp() throws IOException {
        // Given
        appended(1, "a", "b");
        appended(1, "c");
        loseTheLastOnAllDisks();
        assertThat(set.controller.orders().leader()).isEmpty();

        // When
        set.controller.electUncleanly(2);

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        appended(2, "d");
        assertThat(Records.values(set.orders(2))).containsExactly("a", "b", "d");
        assertThat(content(1)).isEqualTo(content(2));
        assertThat(content(3)).isEqualTo(content(2));
    }

    @Test
    void consentIsNoConsentToLosingMore() throws IOException {
        // Given
        appended(1, "a", "b");
        appended(1, "c");
        loseTheLastOnAllDisks();
        set.controller.electUncleanly(2);
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        appended(2, "d");

        // When
        loseTheLastOnAllDisks();

        // Then
        assertThat(set.controller.orders().leader()).isEmpty();
        for (int broker = 1; broker <= 3; broker++) {
            assertThat(set.orders(broker).isHealthy()).isFalse();
        }
    }

    private void loseTheLastOnAllDisks() throws IOException {
        set.controller.fenceAll();
        for (int broker = 1; broker <= 3; broker++) {
            set.checkpoint(broker);
            set.kill(broker);
        }
        for (int broker = 1; broker <= 3; broker++) {
            Path log = logOf(broker);
            byte[] bytes = Files.readAllBytes(log);
            Files.write(log, Arrays.copyOf(bytes, bytes.length - 1));
            set.start(broker);
        }
    }

    private Path logOf(int broker) throws IOException {
        try (Stream<Path> files = Files.walk(set.directory(broker))) {
            return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
        }
    }

    private static void damage(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(log, bytes);
    }

    @Test
    void aFollowerThatIsTooFarBehindBeginsAnewWhereTheLeaderBegins() {
        // Given
        appended(1, "a");
        set.kill(3);
        set.controller.fence(3);
        appended(1, "b", "c", "d");
        set.orders(1).deleteBefore(4).join();

        // When
        set.start(3);

        // Then
        await().untilAsserted(() -> assertThat(set.controller.isVerified(3)).isTrue());
        appended(1, "e");
        assertThat(set.orders(3).log().logStartOffset()).isEqualTo(4);
        assertThat(set.orders(3).log().durableEndOffset()).isEqualTo(6);
    }

    @Test
    void aLeaderThatHearsNobodyGivesNoReads() {
        // Given
        appended(1, "a");
        set.cutOff(1);
        FetchOutcome before = set.ordersOfCut(1).fetch(0, 1 << 20, OptionalInt.empty());

        // When
        set.pass(Duration.ofSeconds(11));
        set.tick();

        // Then
        assertThat(before).isInstanceOf(FetchOutcome.Fetched.class);
        assertThat(set.ordersOfCut(1).fetch(0, 1 << 20, OptionalInt.empty()))
                .isInstanceOfSatisfying(
                        FetchOutcome.Refused.class,
                        refused ->
                                assertThat(refused.problem().code())
                                        .isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE));
        assertThat(set.ordersOfCut(1).latest()).isCompletedExceptionally();
    }

    private CompletableFuture<ProduceOutcome> append(int broker, String... values) {
        return set.orders(broker).append(ProduceRequest.of(Records.batch(values), Acks.ALL));
    }

    private void appended(int broker, String... values) {
        CompletableFuture<ProduceOutcome> outcome = append(broker, values);
        assertThat(outcome)
                .succeedsWithin(Duration.ofSeconds(20))
                .isInstanceOf(ProduceOutcome.Appended.class);
    }

    /** Every batch in the log, with offsets and epochs. */
    private List<ByteBuffer> content(int broker) {
        HostedPartition orders = set.orders(broker);
        List<ByteBuffer> all = new ArrayList<>();
        long next = orders.log().logStartOffset();
        while (next < orders.log().logEndOffset()) {
            LogSlice slice = orders.log().read(next, orders.log().logEndOffset(), 1 << 20);
            ByteBuffer bytes = slice.read();
            for (int at = 0; at < bytes.limit(); ) {
                RecordBatch batch = RecordBatch.at(bytes, at);
                all.add(batch.buffer());
                at += batch.sizeInBytes();
            }
            next = slice.nextOffset();
        }
        return all;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
