package io.millrace.protocol.group;

import java.util.Optional;

/**
 * Asks a coordinator for groups that it owns, in order of their names.
 *
 * @param after the name that comes before all that are wanted; empty for none
 * @param limit so many of each shard at most
 */
public record ListGroups(String namePrefix, Optional<GroupPhase> phase, String after, int limit) {}
