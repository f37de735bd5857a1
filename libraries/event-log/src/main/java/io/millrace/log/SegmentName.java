package io.millrace.log;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of a segment are called: {@code <base offset>.log} as appended, {@code <base
 * offset>-<n>.log} once the cleaner wrote it for the nth time, with {@code .cleaned} behind it
 * until it is finished. So a name never comes to mean other bytes, except at the end of the last
 * segment.
 */
record SegmentName(long baseOffset, int generation, boolean unfinished) {
    static final Comparator<SegmentName> ORDER =
            Comparator.comparingLong(SegmentName::baseOffset)
                    .thenComparingInt(SegmentName::generation);
    private static final Pattern FILE = Pattern.compile("(\\d{20})(?:-(\\d{1,9}))?(\\.[a-z]+)");

    SegmentName(long baseOffset, int generation) {
        this(baseOffset, generation, false);
    }

    /** As appended. */
    static SegmentName appended(long baseOffset) {
        return new SegmentName(baseOffset, 0);
    }

    SegmentName finished() {
        return new SegmentName(baseOffset, generation, false);
    }

    String file(String suffix) {
        String tag = generation == 0 ? "" : "-" + generation;
        String end = unfinished ? LogFiles.CLEANED : "";
        return LogFiles.name(baseOffset, tag + suffix + end);
    }

    /** Empty if it is no finished segment's file with this suffix. */
    static Optional<SegmentName> parse(String file, String suffix) {
        Matcher matcher = FILE.matcher(file);
        if (!matcher.matches() || !matcher.group(3).equals(suffix)) {
            return Optional.empty();
        }
        String generation = matcher.group(2);
        return Optional.of(
                new SegmentName(
                        Long.parseLong(matcher.group(1)),
                        generation == null ? 0 : Integer.parseInt(generation)));
    }
}
