package io.millrace.coordination.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members carry CP themselves, and lose some of themselves; each test finds them whole. */
class LostMembersTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final LeaseName SHARD = new LeaseName("groups-0");

    private static LoopbackCluster cluster;
    private static List<HazelcastGenerations> members;

    private final List<Lease> taken = new ArrayList<>();

    @BeforeAll
    static void startThree() {
        cluster = new LoopbackCluster("lost", 3);
        members =
                IntStream.range(0, 3)
                        .mapToObj(place -> HazelcastGenerations.start(at(place), 1))
                        .toList();
    }

    @AfterAll
    static void everybodyLeaves() {
        members.parallelStream().forEach(HazelcastGenerations::close);
    }

    @BeforeEach
    void allAreWell() {
        await().atMost(SOON)
                .until(
                        () ->
                                IntStream.range(0, 3).allMatch(LostMembersTest::carriesCp)
                                        && allAreAvailable());
    }

    @AfterEach
    void releaseWhatWasTaken() {
        taken.forEach(Lease::release);
    }

    @Test
    void oneIsReplacedAndCarriesCpAgain() {
        // Given
        Lease lease = acquired(members.get(0).tryAcquire(LeaseName.CONTROLLER, SOON));

        // When
        kill(0);

        // Then
        Lease next = acquired(members.get(1).tryAcquire(LeaseName.CONTROLLER, SOON));
        assertThat(next.fence()).isGreaterThan(lease.fence());
        await().atMost(SOON).until(() -> carriesCp(0));
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        // Only because the first is back, the third can go.
        kill(2);
        acquired(members.get(0).tryAcquire(SHARD, SOON));
    }

    @Test
    void aLostMajorityIsLeftBehindInAnOldGeneration() {
        // Given
        HazelcastGenerations survivor = members.get(0);
        Lease lease = acquired(survivor.tryAcquire(LeaseName.CONTROLLER, SOON));
        kill(1);
        kill(2);
        await().atMost(SOON).until(() -> !survivor.available());
        assertThat(lease.state()).isEqualTo(LeaseState.UNKNOWN);
        assertThat(survivor.tryAcquire(SHARD, Duration.ofMillis(200)))
                .isInstanceOf(Acquisition.Unreachable.class);
        assertThat(members.get(1).available()).isFalse();

        // When
        int next = survivor.generation() + 1;
        members.forEach(member -> member.switchTo(next));

        // Then
        await().atMost(SOON).until(LostMembersTest::allAreAvailable);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(lease.state()).isEqualTo(LeaseState.HELD));
        assertThat(members.get(1).tryAcquire(LeaseName.CONTROLLER, Duration.ZERO))
                .isInstanceOf(Acquisition.HeldElsewhere.class);
        acquired(members.get(2).tryAcquire(SHARD, SOON));
    }

    private static HazelcastSettings at(int place) {
        return cluster.at(place, "coordinator-" + place);
    }

    private static void kill(int place) {
        LoopbackCluster.kill(at(place), members.get(place).generation());
    }

    private static boolean carriesCp(int place) {
        return LoopbackCluster.carriesCp(at(place), members.get(place).generation());
    }

    private static boolean allAreAvailable() {
        return members.stream().allMatch(HazelcastGenerations::available);
    }

    private Lease acquired(Acquisition acquisition) {
        assertThat(acquisition).isInstanceOf(Acquisition.Acquired.class);
        Lease lease = ((Acquisition.Acquired) acquisition).lease();
        taken.add(lease);
        return lease;
    }
}
