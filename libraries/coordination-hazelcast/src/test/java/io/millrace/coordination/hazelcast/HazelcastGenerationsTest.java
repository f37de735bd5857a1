package io.millrace.coordination.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.millrace.coordination.Acquisition;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import io.millrace.coordination.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two generations are alive all the time, carried by members of their own. */
class HazelcastGenerationsTest {

    private static final int OLD = 4;
    private static final int NEW = 5;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A member looks for others first, again and again when ports are slow to answer. */
    private static final Duration FORMATION = Duration.ofMinutes(2);

    private static final LeaseName SHARD = new LeaseName("groups-7");

    private static LoopbackCluster cluster;
    private static List<HazelcastInstance> carriers;

    private final List<Leases> started = new ArrayList<>();

    @BeforeAll
    static void carryBothGenerations() {
        cluster = new LoopbackCluster("generations", 8);
        carriers =
                Stream.of(OLD, NEW)
                        .parallel()
                        .flatMap(
                                generation ->
                                        cluster
                                                .carriers(generation == OLD ? 2 : 5, generation)
                                                .stream())
                        .toList();
    }

    @AfterAll
    static void everythingEnds() {
        carriers.forEach(carrier -> carrier.getLifecycleService().terminate());
    }

    @AfterEach
    void everybodyLeaves() {
        started.forEach(Leases::close);
    }

    @Test
    void takesItsLeasesAgainInTheNewGeneration() {
        // Given
        HazelcastGenerations a = member(0, "a", OLD);
        HazelcastGenerations b = member(1, "b", NEW);
        Lease lease = acquired(a.tryAcquire(LeaseName.CONTROLLER, SOON));

        // When
        a.switchTo(NEW);

        // Then
        await().atMost(SOON).until(a::available);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(lease.state()).isEqualTo(LeaseState.HELD));
        assertThat(a.members()).containsExactly(a.self(), b.self());
        assertThat(a.generation()).isEqualTo(NEW);
        assertThat(b.tryAcquire(LeaseName.CONTROLLER, Duration.ZERO))
                .isInstanceOf(Acquisition.HeldElsewhere.class);
        lease.release();
        Lease next = acquired(b.tryAcquire(LeaseName.CONTROLLER, SOON));
        assertThat(next.fence()).isGreaterThan(lease.fence());
    }

    @Test
    void losesALeaseThatSomebodyElseTookInTheNewGeneration() {
        // Given
        HazelcastGenerations a = member(0, "a", OLD);
        HazelcastGenerations b = member(1, "b", NEW);
        Lease lost = acquired(a.tryAcquire(SHARD, SOON));
        Lease faster = acquired(b.tryAcquire(SHARD, SOON));

        // When
        a.switchTo(NEW);

        // Then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(lost.state()).isEqualTo(LeaseState.LOST));
        assertThat(faster.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    void neverTakesAReleasedLeaseAgain() {
        // Given
        HazelcastGenerations a = member(0, "a", OLD);
        HazelcastGenerations b = member(1, "b", NEW);
        Lease lease = acquired(a.tryAcquire(SHARD, SOON));

        // When
        a.switchTo(NEW);
        lease.release();

        // Then
        await().atMost(SOON).until(a::available);
        assertThat(b.tryAcquire(SHARD, SOON)).isInstanceOf(Acquisition.Acquired.class);
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
    }

    @Test
    void replacesAMemberThatHasShutItselfDown() {
        // Given
        HazelcastGenerations a = member(0, "a", OLD);

        // When
        LoopbackCluster.kill(cluster.at(0, "a"), OLD);

        // Then
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(a.tryAcquire(SHARD, Duration.ZERO))
                                        .isInstanceOf(Acquisition.Acquired.class));
    }

    @Test
    void neverGoesBackToAnOlderGeneration() {
        // Given
        HazelcastGenerations a = member(0, "a", NEW);

        // When
        a.switchTo(OLD);

        // Then
        assertThat(a.generation()).isEqualTo(NEW);
        assertThatThrownBy(() -> HazelcastGenerations.start(cluster.at(1, "b"), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private HazelcastGenerations member(int place, String name, int generation) {
        HazelcastGenerations member =
                HazelcastGenerations.start(cluster.at(place, name), generation);
        started.add(member);
        await().atMost(FORMATION).until(member::available);
        return member;
    }

    private static Lease acquired(Acquisition acquisition) {
        assertThat(acquisition).isInstanceOf(Acquisition.Acquired.class);
        return ((Acquisition.Acquired) acquisition).lease();
    }
}
