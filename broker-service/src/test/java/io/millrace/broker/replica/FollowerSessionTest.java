package io.millrace.broker.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.partition.FollowerJudged;
import io.millrace.broker.partition.LeaderAnswer;
import io.millrace.broker.partition.Replica;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.replica.ReplicaPosition;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.replication.FetchVerdict;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FollowerSessionTest {
    private static final PartitionId PARTITION = new PartitionId(new TopicId(UUID.randomUUID()), 0);

    /** A leader whose loop judges when the test says so. */
    private static final class SlowLeader implements Replica {
        final Queue<CompletableFuture<FollowerJudged>> queue = new ArrayDeque<>();
        long copyWaitMs;

        void judgeNext() {
            queue.remove().complete(new FollowerJudged(new FetchVerdict.Serve(), 0, 20, 20));
        }

        @Override
        public PartitionId id() {
            return PARTITION;
        }

        @Override
        public CompletableFuture<FollowerJudged> fetched(FollowerFetch fetch) {
            CompletableFuture<FollowerJudged> judged = new CompletableFuture<>();
            queue.add(judged);
            return judged;
        }

        @Override
        public Optional<LeaderAnswer.Records> readForFollower(
                int follower, int leaderEpoch, long offset, int maxBytes) {
            return Optional.of(
                    new LeaderAnswer.Records(
                            leaderEpoch, ByteBuffer.wrap(new byte[] {1}), 0, offset));
        }

        @Override
        public long copyWaitMs(int follower) {
            return copyWaitMs;
        }

        @Override
        public void refused(IsrProposal proposal) {}

        @Override
        public CompletableFuture<Void> answered(LeaderAnswer answer) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static ReplicaUpdate update(long sequence, long end) {
        return new ReplicaUpdate(
                new BrokerId(3),
                1,
                0,
                sequence,
                List.of(new ReplicaPosition(PARTITION, 0, 0, end, end)),
                List.of());
    }

    /** Told at once, it would overtake what the loop still has to judge: a disk that goes back. */
    @Test
    void aPositionIsToldAgainOnlyWhenTheLoopKnowsIt() {
        // Given
        SlowLeader leader = new SlowLeader();
        FollowerSession session =
                new FollowerSession(update(0, 10), id -> Optional.of(leader), () -> 7);
        session.update(update(0, 10));

        // When // Then
        assertThat(session.heard(PARTITION)).isEmpty();
        leader.judgeNext();
        assertThat(session.heard(PARTITION))
                .hasValueSatisfying(heard -> assertThat(heard.fetch().flushed()).isEqualTo(10));
        session.update(update(1, 20));
        assertThat(session.heard(PARTITION)).isEmpty();
        leader.judgeNext();
        assertThat(session.heard(PARTITION))
                .hasValueSatisfying(
                        heard -> {
                            assertThat(heard.fetch().flushed()).isEqualTo(20);
                            assertThat(heard.heardMs()).isEqualTo(7);
                        });
    }

    @Test
    void aCopyThatIsHeldUpGoesOnWhenItsTimeHasCome() throws InterruptedException {
        // Given
        AtomicLong clock = new AtomicLong(1_000);
        SlowLeader leader = new SlowLeader();
        FollowerSession session =
                new FollowerSession(update(0, 10), id -> Optional.of(leader), clock::get);
        session.update(update(0, 10));
        leader.judgeNext();

        // When
        leader.copyWaitMs = 300;

        // Then
        assertThat(session.fetch(1_000, Duration.ZERO)).isEmpty();
        leader.copyWaitMs = 0;
        assertThat(session.fetch(1_000, Duration.ZERO)).isEmpty();
        clock.addAndGet(300);
        assertThat(session.fetch(1_000, Duration.ZERO)).hasSize(1);
    }
}
