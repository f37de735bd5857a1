package io.millrace.coordinator.node;

import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.Routes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.DescribeGroup;
import io.millrace.protocol.group.GroupPaths;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.UndoReset;
import java.util.EnumSet;
import java.util.Set;

/** What brokers and administration ask the owners of groups. */
final class GroupRoutes {
    private static final int SMALL = 256 << 10;
    private static final int LARGE = 16 << 20;

    private GroupRoutes() {}

    private interface Asked<Q> {
        Object answer(Q question);
    }

    static void add(Routes.Builder routes, GroupCoordinator groups) {
        ask(
                routes,
                EnumSet.of(NodeKind.BROKER, NodeKind.ADMIN),
                GroupPaths.OWNERS,
                SMALL,
                Done.class,
                nothing -> groups.owners());
        addMembership(routes, groups);
        addSurgery(routes, groups);
    }

    private static void addMembership(Routes.Builder routes, GroupCoordinator groups) {
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
        ask(routes, GroupPaths.FLOORS, LARGE, ReadFloors.class, groups::floors);
    }

    private static void addSurgery(Routes.Builder routes, GroupCoordinator groups) {
        operate(routes, GroupPaths.LIST, ListGroups.class, groups::list);
        operate(routes, GroupPaths.DESCRIBE, DescribeGroup.class, groups::describe);
        operate(routes, GroupPaths.RESET, ResetOffsets.class, groups::reset);
        operate(routes, GroupPaths.UNDO, UndoReset.class, groups::undo);
        operate(
                routes,
                GroupPaths.DELETE,
                DeleteGroup.class,
                deletion -> {
                    groups.delete(deletion);
                    return Done.DONE;
                });
    }

    private static <Q> void ask(
            Routes.Builder routes, String path, int bytesMax, Class<Q> question, Asked<Q> asked) {
        ask(routes, EnumSet.of(NodeKind.BROKER), path, bytesMax, question, asked);
    }

    private static <Q> void operate(
            Routes.Builder routes, String path, Class<Q> question, Asked<Q> asked) {
        ask(routes, EnumSet.of(NodeKind.ADMIN), path, LARGE, question, asked);
    }

    private static <Q> void ask(
            Routes.Builder routes,
            Set<NodeKind> callers,
            String path,
            int bytesMax,
            Class<Q> question,
            Asked<Q> asked) {
        routes.message(
                path,
                bytesMax,
                question,
                (caller, message) -> {
                    require(callers, caller);
                    return asked.answer(message);
                });
    }

    private static void require(Set<NodeKind> callers, NodeId caller) {
        if (!callers.contains(caller.kind())) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, caller + " may not ask for this")
                    .asException();
        }
    }
}
