package io.millrace.coordination;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryLeasesTest extends LeasesContract {

    private final InMemoryLeases cluster = new InMemoryLeases();

    @Override
    protected Leases join(MemberId member) {
        return cluster.join(member);
    }

    @Override
    protected void kill(Leases member) {
        cluster.expel(member.self());
    }

    @Test
    void refusesTwoMembersOfOneName() {
        // Given
        cluster.join(new MemberId("twin"));

        // When // Then
        assertThatThrownBy(() -> cluster.join(new MemberId("twin")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAnEndlessWait() {
        // Given
        Leases leases = cluster.join(new MemberId("patient"));

        // When // Then
        assertThatThrownBy(() -> leases.tryAcquire(LeaseName.CONTROLLER, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
