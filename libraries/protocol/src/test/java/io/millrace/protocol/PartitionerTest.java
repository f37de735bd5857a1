package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PartitionerTest {
    @Property(tries = 500)
    void putsKeysWhereKafkaPutsThem(
            @ForAll @Size(max = 40) byte[] key, @ForAll @IntRange(min = 1, max = 1000) int n) {
        // When
        int partition = Partitioner.partitionFor(key, n);

        // Then
        assertThat(partition).isEqualTo(BuiltInPartitioner.partitionForKey(key, n));
        assertThat(Partitioner.murmur2(ByteBuffer.wrap(key))).isEqualTo(Utils.murmur2(key));
    }

    @Test
    void hashesBetweenPositionAndLimit() {
        // Given
        ByteBuffer buffer = ByteBuffer.wrap("xxkey-1yy".getBytes(), 2, 5);

        // When
        int hash = Partitioner.murmur2(buffer);

        // Then
        assertThat(hash).isEqualTo(Utils.murmur2("key-1".getBytes()));
        assertThat(buffer.position()).isEqualTo(2);
    }

    @Test
    void refusesATopicWithoutPartitions() {
        assertThatThrownBy(() -> Partitioner.partitionFor(new byte[1], 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
