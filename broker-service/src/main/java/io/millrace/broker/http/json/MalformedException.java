package io.millrace.broker.http.json;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;

/** Leaves the reader at the first thing that is wrong; never leaves this package. */
final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    MalformedException(ErrorCode code, String detail) {
        this(Problem.notAppended(code, detail));
    }

    private MalformedException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static MalformedException unknownField(String field) {
        String shown = field.length() > 100 ? field.substring(0, 100) + "…" : field;
        return new MalformedException(
                Problem.notAppended(ErrorCode.UNKNOWN_FIELD, "There is no field \"" + shown + "\"")
                        .with("field", shown));
    }

    static MalformedException field(String field, String rule) {
        return field(ErrorCode.INVALID_REQUEST, field, rule);
    }

    static MalformedException field(ErrorCode code, String field, String rule) {
        return new MalformedException(
                Problem.notAppended(code, field + " " + rule).with("field", field));
    }

    /** The same, said of the record at this index of a batch. */
    MalformedException atRecord(int index) {
        return new MalformedException(problem.with("record", index));
    }

    Problem problem() {
        return problem;
    }
}
