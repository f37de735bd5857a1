package io.millrace.protocol.group;

import java.util.Optional;

/**
 * An operator moves a group's positions back to where they were before the last reset.
 *
 * @param fence whether members are fenced; else a group that has any refuses
 * @param offsetsTag of the offsets that this is based on, if it must not be based on others
 */
public record UndoReset(GroupId group, boolean fence, Optional<String> offsetsTag) {}
