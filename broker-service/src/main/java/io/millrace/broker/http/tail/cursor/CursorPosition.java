package io.millrace.broker.http.tail.cursor;

import java.util.OptionalInt;

/**
 * The next offset wanted from one partition.
 *
 * @param partition index of the partition, from 0
 * @param nextOffset the first offset not yet delivered, from 0
 * @param leaderEpoch the leader epoch of the record before it; absent only in cursors written by
 *     hand
 */
public record CursorPosition(int partition, long nextOffset, OptionalInt leaderEpoch) {
    public CursorPosition {
        if (partition < 0 || nextOffset < 0 || leaderEpoch.orElse(0) < 0) {
            throw new IllegalArgumentException("negative number in a position");
        }
    }
}
