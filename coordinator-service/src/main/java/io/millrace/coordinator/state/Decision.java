package io.millrace.coordinator.state;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.List;

/** What the controller makes of a request: changes to commit, or a refusal that changes nothing. */
public sealed interface Decision {

    /**
     * @param changes may be empty: it is so already
     */
    record Accepted(List<Change> changes) implements Decision {
        public Accepted {
            changes = List.copyOf(changes);
        }
    }

    record Refused(Problem problem) implements Decision {}

    static Decision accept(Change... changes) {
        return new Accepted(List.of(changes));
    }

    static Decision refuse(ErrorCode code, String detail) {
        return new Refused(Problem.of(code, detail));
    }
}
