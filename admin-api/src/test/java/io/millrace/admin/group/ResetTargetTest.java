package io.millrace.admin.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.facts.LogPositions;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ResetTargetTest {
    /** From 100 to 200; what is asked for by its time is at 150. */
    private static final LogPositions LOG =
            new LogPositions(
                    new PartitionId(new TopicId(new UUID(0, 1)), 0),
                    100,
                    200,
                    Map.of(),
                    OptionalLong.of(150),
                    OptionalLong.empty());

    @Test
    void staysWithinTheBoundsOfTheLog() {
        assertThat(new ResetTarget.Earliest().in(LOG, 120)).isEqualTo(100);
        assertThat(new ResetTarget.Latest().in(LOG, 120)).isEqualTo(200);
        assertThat(new ResetTarget.Since(7).in(LOG, 120)).isEqualTo(150);
        assertThat(new ResetTarget.At(0).in(LOG, 120)).isEqualTo(100);
        assertThat(new ResetTarget.At(130).in(LOG, 120)).isEqualTo(130);
        assertThat(new ResetTarget.At(Long.MAX_VALUE).in(LOG, 120)).isEqualTo(200);
    }

    @Test
    void shiftsFromWhereTheGroupIs() {
        assertThat(new ResetTarget.ShiftBy(-5).in(LOG, 120)).isEqualTo(115);
        assertThat(new ResetTarget.ShiftBy(5).in(LOG, 120)).isEqualTo(125);
        assertThat(new ResetTarget.ShiftBy(Long.MIN_VALUE).in(LOG, 120)).isEqualTo(100);
        assertThat(new ResetTarget.ShiftBy(Long.MAX_VALUE).in(LOG, 120)).isEqualTo(200);
        assertThat(new ResetTarget.ShiftBy(1).in(LOG, 20)).isEqualTo(100);
        assertThat(new ResetTarget.ShiftBy(-1).in(LOG, 500)).isEqualTo(200);
    }
}
