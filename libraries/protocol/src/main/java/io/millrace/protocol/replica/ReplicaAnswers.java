package io.millrace.protocol.replica;

import java.util.List;

/**
 * What a leader's broker has for a session.
 *
 * @param sessionLost whether it does not know the session: begin another one
 */
public record ReplicaAnswers(boolean sessionLost, List<ReplicaAnswer> answers) {
    public static final ReplicaAnswers SESSION_LOST = new ReplicaAnswers(true, List.of());

    public ReplicaAnswers {
        answers = List.copyOf(answers);
    }
}
