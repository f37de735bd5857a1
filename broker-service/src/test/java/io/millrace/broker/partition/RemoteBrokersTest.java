package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static io.millrace.broker.partition.Broker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LedPartition;
import io.millrace.broker.forward.NotSentException;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.replication.Acks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of forwards when the broker at the other end of a real connection is lost. */
class RemoteBrokersTest {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final BrokerId LEADER = new BrokerId(1);

    private HttpWire wire;
    private ReplicaSet set;
    private Partition partition;

    @BeforeEach
    void start(@TempDir Path path) {
        wire = new HttpWire(path.resolve("certificates"));
        set = new ReplicaSet(path, wire);
        for (int broker = 1; broker <= 3; broker++) {
            set.start(broker);
        }
        set.controller.create(List.of(1, 2));
        partition = set.routed(3);
    }

    @AfterEach
    void stop() {
        set.close();
    }

    @Test
    void nothingIsAppendedAtABrokerThatIsGone() {
        // Given
        append(partition, Records.batch("a"));
        wire.hangUp(1);

        // When
        Problem problem = refused(append(partition, Records.batch("b")));

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(problem.outcome()).isEqualTo(Outcome.NOT_APPENDED);
    }

    @Test
    void nobodyKnowsOfWhatABrokerHadBegunWithWhenItWent() {
        // Given: without the other member of the ISR nothing is committed
        append(partition, Records.batch("a"));
        set.kill(2);
        CompletableFuture<ProduceOutcome> begun =
                partition.append(ProduceRequest.of(Records.batch("b"), Acks.ALL));
        await().untilAsserted(() -> assertThat(set.orders(1).log().logEndOffset()).isEqualTo(3));

        // When
        wire.hangUp(1);

        // Then
        Problem problem = refused(await(begun));
        assertThat(problem.code()).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(problem.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void saysThatItDoesNotKnowWhenTheLeaderHasWaitedInVain() {
        // Given
        append(partition, Records.batch("a"));
        set.kill(2);

        // When
        List<CompletableFuture<ProduceOutcome>> answers =
                partition.append(
                        List.of(ProduceRequest.of(Records.batch("b"), Acks.ALL)),
                        Duration.ofMillis(200));

        // Then
        Problem problem = refused(await(answers.getFirst()));
        assertThat(problem.code()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(problem.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void callsNobodyWhoseAddressIsUnknown() {
        // Given
        wire.forget(1);

        // Then
        assertThatThrownBy(() -> wire.from(new BrokerId(3)).of(LEADER))
                .isInstanceOf(NotSentException.class);
        assertThat(refused(append(partition, Records.batch("a"))).outcome())
                .isEqualTo(Outcome.NOT_APPENDED);
    }

    @Test
    void callsABrokerAtItsNewAddress() {
        // Given
        append(partition, Records.batch("a"));
        set.kill(1);
        wire.hangUp(1);

        // When
        set.start(1);

        // Then
        await().untilAsserted(
                        () ->
                                assertThat(append(partition, Records.batch("b")))
                                        .isInstanceOf(ProduceOutcome.Appended.class));
    }

    @Test
    void doesNotWaitForABrokerThatDoesNotAnswerTimeAndAgain() {
        // Given
        wire.hangUp(1);
        LeaderBroker gone = wire.from(new BrokerId(3)).of(LEADER);
        LedPartition at = new LedPartition(partition.id(), partition.leaderEpoch());

        // Then
        await().untilAsserted(
                        () ->
                                assertThatThrownBy(() -> gone.latest(at, WAIT))
                                        .isInstanceOf(NotSentException.class)
                                        .hasCauseInstanceOf(CallNotPermittedException.class));
    }

    @Test
    void onlyBrokersMayForward() {
        // Given
        LeaderBroker led = wire.from("admin-0").of(LEADER);
        LedPartition at = new LedPartition(partition.id(), partition.leaderEpoch());
        var request = List.of(ProduceRequest.of(Records.batch("a"), Acks.ALL));

        // Then
        assertThatThrownBy(() -> led.append(at, request, WAIT))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.problem().code())
                                        .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED));
        assertThatThrownBy(() -> led.latest(at, WAIT)).isInstanceOf(MillraceException.class);
        assertThat(Records.values(set.routed(1))).isEmpty();
    }

    private static Problem refused(ProduceOutcome outcome) {
        return ((ProduceOutcome.Refused) outcome).problem();
    }
}
