package io.millrace.broker.http.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.batch.RecordHeader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordFilterTest {
    private static final RecordHeader KIND_A = new RecordHeader("kind", "a".getBytes(UTF_8));
    private static final RecordHeader KIND_B = new RecordHeader("kind", "b".getBytes(UTF_8));
    private static final RecordHeader NO_KIND = new RecordHeader("kind", null);

    @Test
    void admitsEverythingWithoutAWish() {
        assertThat(RecordFilter.ALL.admits(null, List.of())).isTrue();
        assertThat(RecordFilter.ALL.isAll()).isTrue();
    }

    @Test
    void admitsAnyOfTheKeysByTheirWholeBytes() {
        // Given
        RecordFilter filter = RecordFilter.of(List.of("é", "b"), Map.of());

        // Then
        assertThat(filter.admits("é".getBytes(UTF_8), List.of())).isTrue();
        assertThat(filter.admits("b".getBytes(UTF_8), List.of())).isTrue();
        assertThat(filter.admits("bb".getBytes(UTF_8), List.of())).isFalse();
        assertThat(filter.admits(null, List.of())).isFalse();
    }

    @Test
    void wantsEveryHeaderNameWithOneOfItsValues() {
        // Given
        RecordFilter filter =
                RecordFilter.of(List.of(), Map.of("kind", List.of("a", "c"), "who", List.of("x")));
        RecordHeader who = new RecordHeader("who", "x".getBytes(UTF_8));

        // Then
        assertThat(filter.admits(null, List.of(KIND_B, KIND_A, who))).isTrue();
        assertThat(filter.admits(null, List.of(KIND_B, who))).isFalse();
        assertThat(filter.admits(null, List.of(KIND_A))).isFalse();
        assertThat(filter.admits(null, List.of(NO_KIND, who))).isFalse();
    }
}
