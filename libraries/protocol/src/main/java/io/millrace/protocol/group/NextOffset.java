package io.millrace.protocol.group;

import java.util.OptionalInt;

/**
 * Where to go on in a partition.
 *
 * @param nextOffset of the first record that is not processed
 * @param leaderEpoch of the last record that is, if it is known
 * @param metadata whatever the committer wanted to note
 */
public record NextOffset(long nextOffset, OptionalInt leaderEpoch, String metadata) {}
