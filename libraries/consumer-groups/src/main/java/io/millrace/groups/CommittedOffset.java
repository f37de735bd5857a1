package io.millrace.groups;

import java.util.OptionalInt;

/**
 * Where a group goes on in a partition.
 *
 * @param nextOffset of the first record that is not processed
 * @param leaderEpoch of the last record that is, if the committer knew it
 * @param metadata whatever the committer wanted to note, at most 4,096 characters
 * @param memberEpoch in which it was committed
 * @param committedAtMs milliseconds since 1970
 */
public record CommittedOffset(
        long nextOffset,
        OptionalInt leaderEpoch,
        String metadata,
        long memberEpoch,
        long committedAtMs) {
    public static final int METADATA_MAX = 4096;

    public CommittedOffset {
        if (nextOffset < 0) {
            throw new IllegalArgumentException("An offset is at least 0, not " + nextOffset);
        }
        if (metadata.length() > METADATA_MAX) {
            throw new IllegalArgumentException(
                    "An offset's metadata has at most 4,096 characters, not " + metadata.length());
        }
    }
}
