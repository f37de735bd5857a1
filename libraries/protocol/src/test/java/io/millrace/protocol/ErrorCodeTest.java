package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @Test
    void givesEveryErrorATitleOfItsOwn() {
        // When
        List<String> titles = Arrays.stream(ErrorCode.values()).map(ErrorCode::title).toList();

        // Then
        assertThat(titles).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatItMeansAndWhatToDo(ErrorCode code) {
        assertThat(code.code()).matches("[a-z][a-z_]+");
        assertThat(ErrorCode.fromCode(code.code())).contains(code);
        assertThat(code.httpStatus()).isBetween(400, 599);
        assertThat(code.title()).matches("[A-Z].*[^.]");
        assertThat(code.meaning()).matches("[A-Z].{20,}\\.");
        assertThat(code.remedy()).matches("[A-Z].{10,}\\.").isNotEqualTo(code.meaning());
    }

    @ParameterizedTest
    @EnumSource
    void usesKafkasNumbersAndNames(ErrorCode code) {
        assertThat(code.kafkaName()).isEqualTo(Errors.forCode((short) code.kafkaCode()).name());
    }

    @ParameterizedTest
    @CsvSource({
        "storage_full, 507, true",
        "stale_producer_epoch, 403, false",
        "producer_sequence_gap, 409, false",
        "offset_out_of_range, 410, false",
        "offset_beyond_end, 416, false",
        "topic_recreated, 410, false",
        "log_truncated, 409, false",
        "corrupt_record, 400, false",
        "idempotency_key_reuse, 422, false",
        "request_in_progress, 409, true",
        "not_enough_replicas, 503, true",
        "leader_not_available, 503, true",
        "not_leader, 421, true",
        "request_timed_out, 504, true",
        "quota_exceeded, 429, true",
        "record_too_large, 413, false"
    })
    void keepsWhatIsPublished(String code, int status, boolean retriable) {
        // When
        ErrorCode error = ErrorCode.fromCode(code).orElseThrow();

        // Then
        assertThat(error.httpStatus()).isEqualTo(status);
        assertThat(error.retriable()).isEqualTo(retriable);
    }

    @Test
    void rendersProblemsInOrder() {
        // Given
        Problem problem =
                Problem.unknownOutcome(ErrorCode.REQUEST_TIMED_OUT, "No answer in 3 s")
                        .with("topic", "orders")
                        .with("retriable", false);

        // When
        var json = problem.toJson();

        // Then
        assertThat(json.keySet())
                .containsExactly(
                        "type",
                        "title",
                        "status",
                        "code",
                        "retriable",
                        "kafka_error",
                        "outcome",
                        "detail",
                        "topic");
        assertThat(json)
                .containsEntry("type", "/v1/problems/request_timed_out")
                .containsEntry("retriable", false)
                .containsEntry("outcome", "unknown");
    }
}
