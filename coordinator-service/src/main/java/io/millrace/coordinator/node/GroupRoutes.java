package io.millrace.coordinator.node;

import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.Routes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.GroupPaths;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.ReadOffsets;

/** What brokers ask the owners of groups. */
final class GroupRoutes {
    private static final int SMALL = 256 << 10;
    private static final int LARGE = 16 << 20;

    private GroupRoutes() {}

    private interface Asked<Q> {
        Object answer(Q question);
    }

    static void add(Routes.Builder routes, GroupCoordinator groups) {
        ask(routes, GroupPaths.OWNERS, SMALL, Done.class, nothing -> groups.owners());
        ask(routes, GroupPaths.JOIN, SMALL, JoinGroup.class, groups::join);
        ask(routes, GroupPaths.BEAT, LARGE, MemberBeats.class, groups::beat);
        ask(
                routes,
                GroupPaths.LEAVE,
                SMALL,
                LeaveGroup.class,
                leaving -> {
                    groups.leave(leaving);
                    return Done.DONE;
                });
        ask(routes, GroupPaths.COMMIT, LARGE, CommitOffsets.class, groups::commit);
        ask(routes, GroupPaths.OFFSETS, SMALL, ReadOffsets.class, groups::offsets);
    }

    private static <Q> void ask(
            Routes.Builder routes, String path, int bytesMax, Class<Q> question, Asked<Q> asked) {
        routes.message(
                path,
                bytesMax,
                question,
                (caller, message) -> {
                    requireBroker(caller);
                    return asked.answer(message);
                });
    }

    private static void requireBroker(NodeId caller) {
        if (caller.kind() != NodeKind.BROKER) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, caller + " is no broker").asException();
        }
    }
}
