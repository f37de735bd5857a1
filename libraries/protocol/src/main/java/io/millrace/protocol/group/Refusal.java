package io.millrace.protocol.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;

/** One of many that were asked for together is refused. */
public record Refusal(ErrorCode code, String detail) {

    public Problem problem() {
        return Problem.of(code, detail);
    }
}
