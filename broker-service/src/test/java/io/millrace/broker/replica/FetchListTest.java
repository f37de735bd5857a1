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
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FetchListTest {
    private static final TopicId TOPIC = new TopicId(UUID.randomUUID());

    private final FetchList list = new FetchList(new BrokerId(3), () -> 1, 0);

    /** Only its id matters here. */
    private record Follower(PartitionId id) implements Replica {
        @Override
        public CompletableFuture<FollowerJudged> fetched(FollowerFetch fetch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<LeaderAnswer.Records> readForFollower(
                int follower, int leaderEpoch, long offset, int maxBytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long copyWaitMs(int follower) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void refused(IsrProposal proposal) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> answered(LeaderAnswer answer) {
            throw new UnsupportedOperationException();
        }
    }

    private static FollowerFetch at(long end) {
        return new FollowerFetch(3, 1, 0, 0, end, end);
    }

    /** Else a partition that nobody names would never be copied again. */
    @Test
    void whoeverBeginsASessionNamesEverything() {
        // Given
        PartitionId busy = new PartitionId(TOPIC, 0);
        list.add(new Follower(busy), at(10));
        list.add(new Follower(new PartitionId(TOPIC, 1)), at(10));
        ReplicaUpdate first = list.nextFetch();

        // When
        list.beginAnew(first.session());
        ReplicaUpdate second = list.nextFetch();
        list.beginAnew(first.session()); // The other thread finds the same, a moment later.
        list.established(second.session());
        list.next(busy, at(20));
        ReplicaUpdate update = list.awaitUpdate().orElseThrow();

        // Then
        assertThat(second.sequence()).isZero();
        assertThat(second.changed()).hasSize(2);
        assertThat(update.session()).isEqualTo(second.session());
        assertThat(update.sequence()).isEqualTo(1);
        assertThat(update.changed()).hasSize(1);
    }

    @Test
    void anAnswerOfAnEarlierSessionLetsNoUpdateBeginTheNext() {
        // Given
        PartitionId busy = new PartitionId(TOPIC, 0);
        list.add(new Follower(busy), at(10));
        list.add(new Follower(new PartitionId(TOPIC, 1)), at(10));
        ReplicaUpdate first = list.nextFetch();
        list.beginAnew(first.session());

        // When
        list.established(first.session());
        list.next(busy, at(20));

        // Then
        assertThat(list.nextFetch().changed()).hasSize(2);
    }

    /**
     * The fetch may hang until its patience ends: a new leader's first follower can't wait so long.
     */
    @Test
    void whatWasRefusedIsToldAgainBesideTheFetch() {
        // Given
        PartitionId moving = new PartitionId(TOPIC, 0);
        list.add(new Follower(moving), at(10));
        list.established(list.nextFetch().session());

        // When
        boolean news = list.later(moving);

        // Then
        assertThat(news).isTrue();
        assertThat(list.awaitUpdate().orElseThrow().changed())
                .extracting(ReplicaPosition::partition)
                .containsExactly(moving);
    }

    @Test
    void whatIsRefusedAgainAndAgainIsNewsOnce() {
        // Given
        PartitionId stuck = new PartitionId(TOPIC, 0);
        list.add(new Follower(stuck), at(10));
        boolean first = list.later(stuck);
        boolean second = list.later(stuck);

        // When
        list.next(stuck, at(20));

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(list.later(stuck)).isTrue();
    }
}
