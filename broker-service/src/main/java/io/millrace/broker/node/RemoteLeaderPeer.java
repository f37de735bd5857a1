package io.millrace.broker.node;

import io.millrace.broker.replica.LeaderPeer;
import io.millrace.internal.message.Messages;
import io.millrace.internal.network.InternalClient;
import io.millrace.protocol.replica.ReplicaAnswers;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaPaths;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.protocol.replica.SessionKnown;
import java.time.Duration;
import java.util.List;

/** A broker that leads, in another process. */
record RemoteLeaderPeer(InternalClient client) implements LeaderPeer {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Override
    public ReplicaAnswers fetch(ReplicaFetch fetch) {
        return ReplicaAnswersFormat.read(
                client.callAndWait(
                        ReplicaPaths.FETCH,
                        List.of(Messages.write(fetch)),
                        TIMEOUT.plus(fetch.patience())));
    }

    @Override
    public boolean update(ReplicaUpdate update) {
        return client.ask(ReplicaPaths.UPDATE, update, SessionKnown.class, TIMEOUT).known();
    }
}
