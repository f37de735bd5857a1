package io.millrace.admin.problem;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Every error code, with its meaning and remedy; made from the one enum. */
@RestController
final class ProblemsController {

    @GetMapping("/admin/v1/problems")
    Map<String, List<Map<String, Object>>> all() {
        return Map.of(
                "items",
                Arrays.stream(ErrorCode.values())
                        .sorted(
                                Comparator.comparingInt(ErrorCode::httpStatus)
                                        .thenComparing(ErrorCode::code))
                        .map(ProblemsController::describe)
                        .toList());
    }

    @GetMapping("/admin/v1/problems/{code}")
    Map<String, Object> one(@PathVariable String code) {
        return ErrorCode.fromCode(code)
                .map(ProblemsController::describe)
                .orElseThrow(
                        () ->
                                Problem.of(ErrorCode.NOT_FOUND, "There is no error of this code")
                                        .asException());
    }

    private static Map<String, Object> describe(ErrorCode code) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", code.code());
        json.put("status", code.httpStatus());
        json.put("title", code.title());
        json.put("retriable", code.retriable());
        json.put("meaning", code.meaning());
        json.put("remedy", code.remedy());
        json.put("kafka_error", Map.of("code", code.kafkaCode(), "name", code.kafkaName()));
        return json;
    }
}
