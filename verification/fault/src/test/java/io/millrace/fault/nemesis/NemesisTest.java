package io.millrace.fault.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.fault.nemesis.Node.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NemesisTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private long now;

    @Property(tries = 100)
    void keepsToWhatAClusterCanBearAndEndsHealed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int brokers,
            @ForAll @IntRange(min = 0, max = 3) int coordinators,
            @ForAll @IntRange(min = 1, max = 3) int minInSyncReplicas) {
        // Given
        FakeCluster cluster =
                new FakeCluster(brokers, coordinators, minInSyncReplicas, new Random(seed));

        // When
        FaultLog log = nemesis(cluster, seed, Profile.EVERYTHING).run(HOUR);

        // Then
        assertThat(cluster.isHealthy()).as("seed %d: %s", seed, cluster.calls).isTrue();
        assertThat(log.faults()).allSatisfy(entry -> assertThat(entry.problem()).isEmpty());
    }

    @Test
    void doesEverythingSometimes() {
        // Given
        FakeCluster cluster = new FakeCluster(5, 3, 2, new Random(1));

        // When
        FaultLog log = nemesis(cluster, 1, Profile.EVERYTHING).run(HOUR.multipliedBy(5));

        // Then
        Set<String> seen =
                log.faults().stream()
                        .map(entry -> entry.fault().replaceAll("(-\\d+| by seed .*|\\[.*)", ""))
                        .collect(Collectors.toSet());
        assertThat(seen).hasSizeGreaterThanOrEqualTo(15);
        assertThat(log.faults()).anySatisfy(e -> assertThat(e.fault()).contains("FLIP_BIT"));
        assertThat(log.faults()).anySatisfy(e -> assertThat(e.fault()).contains("for a bridge"));
        assertThat(log.faults().getLast().round())
                .as("rounds, some of which have no fault")
                .isGreaterThan(
                        (int) log.faults().stream().map(FaultLog.Entry::round).distinct().count());
    }

    @Test
    void doesTheSameByTheSameSeed() {
        // Given
        FakeCluster one = new FakeCluster(3, 3, 2, new Random(7));
        FakeCluster other = new FakeCluster(3, 3, 2, new Random(7));

        // When
        FaultLog ofOne = nemesis(one, 4711, Profile.EVERYTHING).run(HOUR);
        now = 0;
        FaultLog ofOther = nemesis(other, 4711, Profile.EVERYTHING).run(HOUR);

        // Then
        assertThat(ofOther).isEqualTo(ofOne);
        assertThat(other.calls).isEqualTo(one.calls).isNotEmpty();
    }

    @Test
    void losesNoDiskWhereEachRecordMayBeOnOneOnly() {
        // Given
        FakeCluster cluster = new FakeCluster(3, 3, 1, new Random(1));

        // When
        FaultLog log = nemesis(cluster, 2, Profile.DISK).run(HOUR);

        // Then
        assertThat(log.faults()).isNotEmpty();
        assertThat(log.faults())
                .allSatisfy(entry -> assertThat(entry.fault()).startsWith("fill disk"));
    }

    @Test
    void healsWhenItIsInterrupted() {
        // Given
        FakeCluster cluster = new FakeCluster(3, 3, 2, new Random(1));
        List<Boolean> brokenMeanwhile = new ArrayList<>();
        Nemesis nemesis =
                new Nemesis(
                        cluster,
                        5,
                        Profile.EVERYTHING,
                        () -> now,
                        time -> {
                            now += time.toNanos();
                            brokenMeanwhile.add(!cluster.isHealthy());
                            if (!cluster.isHealthy()) {
                                throw new InterruptedException();
                            }
                        });

        // When
        nemesis.run(HOUR);

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(brokenMeanwhile).last().isEqualTo(true);
        assertThat(cluster.isHealthy()).isTrue();
    }

    @Test
    void saysWhatItCouldNotHealAndHealsTheRest() {
        // Given
        FakeCluster cluster = new FakeCluster(3, 3, 2, new Random(1));
        Node broken = new Node(Role.BROKER, 1);
        cluster.stubborn.add(broken);

        // When / Then
        assertThatThrownBy(() -> nemesis(cluster, 3, Profile.KILL).run(HOUR))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broker-1")
                .hasMessageContaining("seed 3");
        assertThat(cluster.down).isSubsetOf(broken);
    }

    private Nemesis nemesis(Cluster cluster, long seed, Profile profile) {
        return new Nemesis(cluster, seed, profile, () -> now, time -> now += time.toNanos());
    }
}
