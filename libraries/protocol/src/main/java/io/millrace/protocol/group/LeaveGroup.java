package io.millrace.protocol.group;

import java.util.OptionalLong;

/**
 * A member leaves.
 *
 * @param session if the client knows it: the member of another one stays
 * @param forAWhile whether it is a static member that will be back
 */
public record LeaveGroup(GroupId group, MemberId member, OptionalLong session, boolean forAWhile) {}
