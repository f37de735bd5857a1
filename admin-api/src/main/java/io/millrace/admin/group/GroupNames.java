package io.millrace.admin.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupId;

/** Names of groups, from paths. */
final class GroupNames {

    private GroupNames() {}

    /** The name of a group that should exist: what is no name exists nowhere. */
    static GroupId id(String text) {
        try {
            return new GroupId(text);
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.GROUP_NOT_FOUND,
                            "There is no group of this name: " + e.getMessage()),
                    e);
        }
    }
}
