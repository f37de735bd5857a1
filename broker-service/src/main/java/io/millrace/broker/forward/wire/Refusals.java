package io.millrace.broker.forward.wire;

import io.millrace.internal.message.ProblemDocuments;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.nio.charset.StandardCharsets;

/** Refusals inside of answers: as documents, so that codes of the future do no harm. */
final class Refusals {
    private Refusals() {}

    static String write(Problem problem) {
        return new String(ProblemDocuments.write(problem), StandardCharsets.UTF_8);
    }

    static Problem read(String document) {
        return ProblemDocuments.read(document.getBytes(StandardCharsets.UTF_8))
                .orElseGet(
                        () ->
                                Problem.unknownOutcome(
                                        ErrorCode.INTERNAL, "The leader's answer can't be read"));
    }
}
