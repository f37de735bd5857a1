package io.millrace.protocol.group;

import java.util.OptionalLong;

/**
 * A group's position in a partition becomes another.
 *
 * @param from empty if nothing was committed
 * @param to empty if nothing is committed any more
 */
public record OffsetMove(OptionalLong from, OptionalLong to) {}
