package io.millrace.fault.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.history.Acks;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AcknowledgedSecondsTest {
    @Test
    void countsEachSecondOfAPartitionOnceAndOnlyWhatWasAcknowledgedInTime() {
        // Given
        AcknowledgedSeconds served = new AcknowledgedSeconds(2, nanos(10_000), nanos(14_000));

        // When
        served.see(send(9_900, Type.OK, 0));
        served.see(send(10_100, Type.OK, 0));
        served.see(send(10_900, Type.OK, 0));
        served.see(send(10_900, Type.OK, 1));
        served.see(send(11_500, Type.FAIL, 0));
        served.see(send(12_500, Type.INFO, 1));
        served.see(send(14_100, Type.OK, 1));

        // Then
        assertThat(served.part()).isEqualTo(2.0 / 8);
    }

    private static Op send(long millis, Type type, int partition) {
        return new Op(
                nanos(millis),
                1,
                type,
                new Send(partition, Acks.ALL, Records.withoutOffsets(millis)));
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
