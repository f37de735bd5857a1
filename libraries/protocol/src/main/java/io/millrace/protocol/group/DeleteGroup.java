package io.millrace.protocol.group;

import java.util.Optional;

/**
 * An operator deletes a group that has no members, with its offsets.
 *
 * @param offsetsTag of the offsets that this is based on, if it must not be based on others
 */
public record DeleteGroup(GroupId group, Optional<String> offsetsTag) {}
