package io.millrace.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordination.InMemoryGenerations.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryGenerationsTest extends LeasesContract {

    private final InMemoryGenerations cluster = new InMemoryGenerations();

    @Override
    protected Leases join(MemberId member) {
        return cluster.join(member);
    }

    @Override
    protected void kill(Leases member) {
        member.close();
    }

    @Test
    void aBrokenGenerationAnswersNothing() {
        // Given
        Membership member = cluster.join(new MemberId("a"));
        Lease lease = acquire(member);

        // When
        cluster.breakDown(0);

        // Then
        assertThat(member.available()).isFalse();
        assertThat(lease.state()).isEqualTo(LeaseState.UNKNOWN);
        assertThat(member.tryAcquire(LeaseName.CONTROLLER, Duration.ZERO))
                .isInstanceOf(Acquisition.Unreachable.class);
    }

    @Test
    void theNextGenerationKnowsNothingOfTheLast() {
        // Given
        List<Lease> leases = new ArrayList<>();
        Membership first = cluster.join(new MemberId("a"));
        Membership second = cluster.join(new MemberId("b"));
        leases.add(acquire(first));
        cluster.breakDown(0);

        // When
        second.switchTo(1);
        leases.add(acquire(second));
        first.switchTo(1);
        cluster.heal(0);

        // Then
        assertThat(leases)
                .extracting(Lease::state)
                .containsExactly(LeaseState.LOST, LeaseState.HELD);
        assertThat(first.generation()).isEqualTo(1);
        assertThat(first.tryAcquire(LeaseName.CONTROLLER, Duration.ZERO))
                .isInstanceOf(Acquisition.HeldElsewhere.class);
    }

    private static Lease acquire(Membership member) {
        return switch (member.tryAcquire(LeaseName.CONTROLLER, Duration.ZERO)) {
            case Acquisition.Acquired(Lease lease) -> lease;
            case Acquisition other -> throw new AssertionError("not acquired: " + other);
        };
    }
}
