package io.millrace.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link Leases} must do. An adapter's test extends this class. */
public abstract class LeasesContract {

    private static final LeaseName CONTROLLER = LeaseName.CONTROLLER;
    private static final Duration NOW = Duration.ZERO;

    /** An adapter may need this long to notice that a member is gone. */
    protected Duration noticeWithin() {
        return Duration.ofSeconds(30);
    }

    /** A new member of the one cluster under test. */
    protected abstract Leases join(MemberId member) throws Exception;

    /** Makes the member vanish without a farewell, as a killed process does. */
    protected abstract void kill(Leases member) throws Exception;

    private final List<Leases> joined = new ArrayList<>();

    @AfterEach
    void everybodyLeaves() {
        joined.forEach(Leases::close);
    }

    @Test
    void grantsALeaseToOneMemberOnly() throws Exception {
        // Given
        Leases a = member("a");
        Leases b = member("b");

        // When
        Lease first = acquired(a.tryAcquire(CONTROLLER, NOW));
        Acquisition second = b.tryAcquire(CONTROLLER, NOW);

        // Then
        assertThat(first.state()).isEqualTo(LeaseState.HELD);
        assertThat(first.name()).isEqualTo(CONTROLLER);
        assertThat(second).isInstanceOf(Acquisition.HeldElsewhere.class);
    }

    @Test
    void refusesASecondAttemptOfTheHolderItself() throws Exception {
        // Given
        Leases a = member("a");
        acquired(a.tryAcquire(CONTROLLER, NOW));

        // When
        Acquisition again = a.tryAcquire(CONTROLLER, NOW);

        // Then
        assertThat(again).isInstanceOf(Acquisition.HeldElsewhere.class);
    }

    @Test
    void keepsNamesApart() throws Exception {
        // Given
        Leases a = member("a");
        Leases b = member("b");
        acquired(a.tryAcquire(new LeaseName("groups-0"), NOW));

        // When
        Acquisition other = b.tryAcquire(new LeaseName("groups-1"), NOW);

        // Then
        assertThat(other).isInstanceOf(Acquisition.Acquired.class);
    }

    @Test
    void handsAReleasedLeaseToTheOneWhoWaits() throws Exception {
        // Given
        Leases a = member("a");
        Leases b = member("b");
        Lease first = acquired(a.tryAcquire(CONTROLLER, NOW));
        CompletableFuture<Acquisition> waiting =
                CompletableFuture.supplyAsync(
                        () -> b.tryAcquire(CONTROLLER, noticeWithin()), Thread::startVirtualThread);

        // When
        first.release();

        // Then
        Lease second = acquired(waiting.join());
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.state()).isEqualTo(LeaseState.HELD);
        assertThat(first.state()).isEqualTo(LeaseState.LOST);
    }

    @Test
    void releasingALateLeaseTakesNothingFromItsSuccessor() throws Exception {
        // Given
        Leases a = member("a");
        Lease first = acquired(a.tryAcquire(CONTROLLER, NOW));
        first.release();
        Lease second = acquired(a.tryAcquire(CONTROLLER, noticeWithin()));

        // When
        first.release();

        // Then
        assertThat(second.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    void freesTheLeasesOfAMemberThatLeaves() throws Exception {
        // Given
        Leases a = member("a");
        Leases b = member("b");
        acquired(a.tryAcquire(CONTROLLER, NOW));

        // When
        a.close();

        // Then
        assertThat(b.tryAcquire(CONTROLLER, noticeWithin()))
                .isInstanceOf(Acquisition.Acquired.class);
        assertThat(a.tryAcquire(CONTROLLER, NOW)).isInstanceOf(Acquisition.Unreachable.class);
    }

    @Test
    void freesTheLeasesOfAMemberThatDies() throws Exception {
        // Given
        Leases a = member("a");
        Leases b = member("b");
        Lease first = acquired(a.tryAcquire(CONTROLLER, NOW));

        // When
        kill(a);

        // Then
        assertThat(b.tryAcquire(CONTROLLER, noticeWithin()))
                .isInstanceOf(Acquisition.Acquired.class);
        assertThat(first.state()).isNotEqualTo(LeaseState.HELD);
    }

    @Test
    void showsWhoIsThere() throws Exception {
        // Given
        Leases a = member("a");
        Leases b = member("b");
        await().atMost(noticeWithin())
                .untilAsserted(() -> assertThat(a.members()).containsExactly(a.self(), b.self()));

        // When
        kill(b);

        // Then
        await().atMost(noticeWithin())
                .untilAsserted(() -> assertThat(a.members()).containsExactly(a.self()));
    }

    @Test
    void neverLetsTwoHoldAtOnce() throws Exception {
        // Given
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Leases> contenders = List.of(member("a"), member("b"), member("c"));

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Leases contender : contenders) {
                threads.submit(
                        () -> {
                            for (int round = 0; round < 20; round++) {
                                Lease lease =
                                        acquired(contender.tryAcquire(CONTROLLER, noticeWithin()));
                                most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                                Thread.yield();
                                holders.decrementAndGet();
                                lease.release();
                            }
                            return null;
                        });
            }
        }

        // Then
        assertThat(most).hasValue(1);
    }

    private Leases member(String name) throws Exception {
        Leases leases = join(new MemberId(name));
        joined.add(leases);
        return leases;
    }

    private static Lease acquired(Acquisition acquisition) {
        assertThat(acquisition).isInstanceOf(Acquisition.Acquired.class);
        return ((Acquisition.Acquired) acquisition).lease();
    }
}
