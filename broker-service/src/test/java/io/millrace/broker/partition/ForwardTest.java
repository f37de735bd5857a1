package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static io.millrace.broker.partition.Broker.appendRaw;
import static io.millrace.broker.partition.Broker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.forward.LedPartition;
import io.millrace.broker.partition.FaultyWire.Fault;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.replication.Acks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls when leaders move and wires break. Broker 4 has no replica. */
class ForwardTest {
    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir Path path;

    private final FaultyWire wire = new FaultyWire(new DirectWire());
    private ReplicaSet set;
    private Partition partition;

    @BeforeEach
    void start() {
        set = new ReplicaSet(path, wire);
        for (int broker = 1; broker <= 4; broker++) {
            set.start(broker);
        }
        set.controller.create(List.of(1, 2, 3));
        partition = set.routed(4);
    }

    @AfterEach
    void stop() {
        wire.fault(Fault.NONE);
        set.close();
    }

    @Test
    void whatWasNotSentIsNotAppended() {
        // Given
        wire.fault(Fault.CALLS_LOST);

        // When
        Problem problem = refused(append(partition, Records.batch("a")));

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(problem.outcome()).isEqualTo(Outcome.NOT_APPENDED);
    }

    @Test
    void ofWhatWasNotAnsweredNobodyKnows() {
        // Given
        wire.fault(Fault.ANSWERS_LOST);

        // When
        Problem problem = refused(appendRaw(partition, Records.batch(7, 0, 0, "a")));

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(problem.outcome()).isEqualTo(Outcome.UNKNOWN);
        wire.fault(Fault.NONE);
        assertThat(appendRaw(partition, Records.batch(7, 0, 0, "a")))
                .isInstanceOf(ProduceOutcome.Duplicate.class);
    }

    @Test
    void readsAndQuestionsFailInWordsForClients() {
        for (Fault fault : List.of(Fault.CALLS_LOST, Fault.ANSWERS_LOST)) {
            // When
            wire.fault(fault);

            // Then
            assertThat(refusedFetch().code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
            assertThat(refusedFetch().outcome()).isNull();
            assertThatThrownBy(() -> partition.offsetForTimestamp(0))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE));
            assertThatThrownBy(() -> await(partition.latest()))
                    .hasCauseInstanceOf(MillraceException.class);
            assertThat(partition.appendTimeOf(1)).isEmpty();
        }
    }

    @Test
    void aThousandReadersWaitByOneCall() {
        // Given
        append(partition, Records.batch("a"));
        long end = await(partition.latest());
        List<CompletableFuture<Void>> readers =
                IntStream.range(0, 1_000)
                        .mapToObj(
                                _ -> {
                                    CompletableFuture<Void> reader = new CompletableFuture<>();
                                    partition.whenReadable(end, () -> reader.complete(null));
                                    return reader;
                                })
                        .toList();

        // When
        append(set.routed(1), Records.batch("b"));

        // Then: one call that finds the end, one that waits there, and no further one
        readers.forEach(Broker::await);
        assertThat(wire.calls("awaitReadable")).isBetween(1, 2);
        assertThat(partition.offsets().highWatermark()).isEqualTo(end + 1);
    }

    @Test
    void doesNotHammerALeaderThatHasNothingToWaitFor() {
        // Given: its log is closed, but the metadata does not know yet
        append(partition, Records.batch("a"));
        long end = await(partition.latest());
        await(set.orders(1).rest(Role.Resting.CLOSING));
        CompletableFuture<Void> woken = new CompletableFuture<>();

        // When
        partition.whenReadable(end, () -> woken.complete(null));
        await().untilAsserted(() -> assertThat(wire.calls("awaitReadable")).isGreaterThan(2));
        set.controller.elect(2);

        // Then
        await(woken);
        assertThat(wire.calls("awaitReadable")).isLessThan(20);
    }

    @Test
    void whoWaitsIsWokenWhenTheLeaderMovesAndReadsOnThere() {
        // Given
        append(partition, Records.batch("a"));
        long end = await(partition.latest());
        CompletableFuture<Void> woken = new CompletableFuture<>();
        partition.whenReadable(end, () -> woken.complete(null));

        // When
        set.controller.elect(2);

        // Then
        await(woken);
        append(partition, Records.batch("b"));
        await().untilAsserted(
                        () -> assertThat(Records.values(partition)).containsExactly("a", "b"));
        assertThat(partition.leaderEpoch()).isEqualTo(set.orders(2).leaderEpoch());
    }

    @Test
    void aFollowerForwardsAndServesItselfOnceItLeads() {
        // Given
        Partition onFollower = set.routed(2);
        append(onFollower, Records.batch("a"));
        int before = wire.calls("append");

        // When
        set.controller.elect(2);

        // Then
        assertThat(append(onFollower, Records.batch("b"))).isInstanceOf(appended());
        assertThat(wire.calls("append")).isEqualTo(before);
        assertThat(onFollower.keepsOrder()).isTrue();
        assertThat(partition.keepsOrder()).isFalse();
    }

    @Test
    void aBrokerThatDoesNotLeadNeverForwardsAgain() {
        // Given
        LedPartition here = new LedPartition(partition.id(), partition.leaderEpoch());
        LedPartition later = new LedPartition(partition.id(), partition.leaderEpoch() + 1);
        var request = List.of(ProduceRequest.of(Records.batch("a"), Acks.ALL));
        var brokers = wire.from(new BrokerId(4));

        // Then: neither a follower nor the leader of another epoch
        for (var refused :
                List.of(
                        refusal(() -> brokers.of(new BrokerId(2)).append(here, request, WAIT)),
                        refusal(() -> brokers.of(new BrokerId(1)).append(later, request, WAIT)),
                        refusal(() -> brokers.of(new BrokerId(1)).latest(later, WAIT)))) {
            assertThat(refused.code()).isEqualTo(ErrorCode.NOT_LEADER);
            assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPENDED);
        }
        assertThat(Records.values(set.routed(1))).isEmpty();
    }

    @Test
    void withoutALeaderNobodyIsAsked() {
        // Given
        append(partition, Records.batch("a"));
        set.controller.fence(2);
        set.controller.fence(3);
        int asked = wire.calls("append") + wire.calls("fetch");

        // When
        set.controller.fence(1);

        // Then
        Problem problem = refused(append(partition, Records.batch("b")));
        assertThat(problem.code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(problem.outcome()).isEqualTo(Outcome.NOT_APPENDED);
        assertThat(refusedFetch().code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        CompletableFuture<Void> woken = new CompletableFuture<>();
        partition.whenReadable(99, () -> woken.complete(null));
        assertThat(woken).isDone();
        assertThat(wire.calls("append") + wire.calls("fetch")).isEqualTo(asked);
    }

    @Test
    void losesAndDoublesNothingThatIsForwardedAtTheSameTime() {
        // Given
        List<CompletableFuture<ProduceOutcome>> answers = new ArrayList<>();

        // When
        for (int n = 0; n < 50; n++) {
            answers.add(partition.append(ProduceRequest.of(Records.batch("r" + n), Acks.ALL)));
        }

        // Then: the requests may have overtaken each other, but none is lost or doubled
        answers.forEach(answer -> assertThat(await(answer)).isInstanceOf(appended()));
        assertThat(Records.values(partition))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 50).mapToObj(n -> "r" + n).toList());
    }

    private Problem refusedFetch() {
        return ((FetchOutcome.Refused) partition.fetch(0, 1_000, OptionalInt.empty())).problem();
    }

    private static Problem refusal(Runnable call) {
        try {
            call.run();
            throw new AssertionError("not refused");
        } catch (MillraceException e) {
            return e.problem();
        }
    }

    private static Problem refused(ProduceOutcome outcome) {
        return ((ProduceOutcome.Refused) outcome).problem();
    }

    private static Class<ProduceOutcome.Appended> appended() {
        return ProduceOutcome.Appended.class;
    }
}
