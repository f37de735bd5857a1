package io.millrace.broker.node;

import io.millrace.broker.replica.LeaderPeer;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.message.Messages;
import io.millrace.internal.network.Routes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaPaths;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.protocol.replica.SessionKnown;

/** What followers in other processes ask this broker. A broker speaks for itself only. */
final class ReplicaRoutes {
    private static final int BYTES_MAX = 8 << 20;

    private ReplicaRoutes() {}

    static void add(Routes.Builder routes, LeaderPeer source) {
        routes.bytes(
                        ReplicaPaths.FETCH,
                        BYTES_MAX,
                        (caller, body) -> {
                            ReplicaFetch fetch = Messages.read(body, ReplicaFetch.class);
                            requireItself(caller, fetch.update());
                            return ReplicaAnswersFormat.write(source.fetch(fetch));
                        })
                .message(
                        ReplicaPaths.UPDATE,
                        BYTES_MAX,
                        ReplicaUpdate.class,
                        (caller, update) -> {
                            requireItself(caller, update);
                            return new SessionKnown(source.update(update));
                        });
    }

    private static void requireItself(NodeId caller, ReplicaUpdate update) {
        if (!caller.equals(NodeId.broker(update.follower()))) {
            throw Problem.of(
                            ErrorCode.INVALID_REQUEST,
                            caller + " can't fetch as broker " + update.follower())
                    .asException();
        }
    }
}
