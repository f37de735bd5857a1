package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private final List<ByteBuffer> leader = batches("a", "bb", "ccc", "dddd");

    @Test
    void areTheSameUpToTheLowestHighWatermark() {
        // Given
        List<ByteBuffer> behind = batches("a", "bb", "ccc", "uncommitted");

        // When
        List<Finding> findings =
                Replicas.compare(
                        0,
                        List.of(
                                new ReplicaDump(1, 0, 4, leader),
                                new ReplicaDump(2, 0, 3, behind),
                                new ReplicaDump(3, 0, 3, leader.subList(0, 3))));

        // Then
        assertThat(findings).isEmpty();
    }

    @Test
    void areTheSameFromTheHighestStartOn() {
        // When
        List<Finding> findings =
                Replicas.compare(
                        0,
                        List.of(
                                new ReplicaDump(1, 0, 4, leader),
                                new ReplicaDump(2, 2, 4, leader.subList(2, 4))));

        // Then
        assertThat(findings).isEmpty();
    }

    @Test
    void differByOneByte() {
        // Given
        List<ByteBuffer> other = batches("a", "bb", "cxc", "dddd");

        // When
        List<Finding> findings =
                Replicas.compare(
                        7,
                        List.of(new ReplicaDump(1, 0, 4, leader), new ReplicaDump(2, 0, 4, other)));

        // Then
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.partition()).isEqualTo(7))
                .satisfies(finding -> assertThat(finding.offset()).isEqualTo(2));
    }

    @Test
    void differIfOneEndsBelowItsOwnHighWatermark() {
        // When
        List<Finding> findings =
                Replicas.compare(
                        0,
                        List.of(
                                new ReplicaDump(1, 0, 4, leader),
                                new ReplicaDump(2, 0, 4, leader.subList(0, 2))));

        // Then
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.offset()).isEqualTo(2));
    }

    private static List<ByteBuffer> batches(String... contents) {
        List<ByteBuffer> batches = new ArrayList<>();
        for (String content : contents) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            batches.add(
                    ByteBuffer.allocate(8 + bytes.length)
                            .putLong(batches.size())
                            .put(bytes)
                            .flip());
        }
        return batches;
    }
}
