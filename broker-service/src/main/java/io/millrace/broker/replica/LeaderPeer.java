package io.millrace.broker.replica;

import io.millrace.protocol.replica.ReplicaAnswers;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaUpdate;

/**
 * A broker that leads what this one follows. Calls block, at most for a moment longer than their
 * patience, and fail with an unchecked exception, which is taken for "try again later".
 */
public interface LeaderPeer {

    ReplicaAnswers fetch(ReplicaFetch fetch);

    /**
     * @return whether the session is known
     */
    boolean update(ReplicaUpdate update);
}
