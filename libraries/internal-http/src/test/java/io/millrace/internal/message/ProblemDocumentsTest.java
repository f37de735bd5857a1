package io.millrace.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemDocumentsTest {
    @ParameterizedTest
    @EnumSource
    void readsWhatItWrote(ErrorCode code) {
        // Given
        Problem plain = Problem.of(code, "a \"detail\"");
        Problem rich =
                Problem.notAppended(code, "")
                        .with("topic", "orders")
                        .with("retriable", !code.retriable())
                        .with("status", 599)
                        .with("errors", List.of(Map.of("name", "x", "at", 1)));

        // When
        // Then
        assertThat(ProblemDocuments.read(ProblemDocuments.write(plain))).contains(plain);
        assertThat(ProblemDocuments.read(ProblemDocuments.write(rich))).contains(rich);
    }

    @Test
    void takesACodeThatItDoesNotKnowForAnInternalError() {
        // When
        Problem problem = read("{\"code\":\"from_the_future\",\"status\":418,\"detail\":\"Tea\"}");

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(problem.detail()).isEqualTo("Tea");
        assertThat(problem.status()).isEqualTo(418);
    }

    @Test
    void readsNothingElse() {
        for (String text :
                List.of("", "[]", "null", "{}", "{\"code\":7}", "<html>", "{\"code\":")) {
            assertThat(ProblemDocuments.read(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isEmpty();
        }
    }

    private static Problem read(String json) {
        return ProblemDocuments.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
