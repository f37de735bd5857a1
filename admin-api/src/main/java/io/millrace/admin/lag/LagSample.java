package io.millrace.admin.lag;

import java.util.OptionalLong;

/**
 * How far a group was behind at one time.
 *
 * @param atMs milliseconds since 1970
 * @param records that were still to be read; empty if that could not be found out
 * @param lagMs how long before the first of them had been appended, 0 if there was none; empty if
 *     nobody could tell
 */
public record LagSample(long atMs, OptionalLong records, OptionalLong lagMs) {

    /** Two of the same time as one of both. */
    LagSample with(LagSample other) {
        return new LagSample(
                atMs,
                known(records, other.records)
                        ? OptionalLong.of(records.getAsLong() + other.records.getAsLong())
                        : OptionalLong.empty(),
                known(lagMs, other.lagMs)
                        ? OptionalLong.of(Math.max(lagMs.getAsLong(), other.lagMs.getAsLong()))
                        : OptionalLong.empty());
    }

    private static boolean known(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent();
    }
}
