package io.millrace.log;

import io.millrace.log.disk.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Names and paths of the files of one log. */
record LogFiles(Disk disk, Path path, OpenFiles open) {
    static final String LOG = ".log";
    static final String INDEX = ".index";
    static final String TIME_INDEX = ".timeindex";
    static final String PRODUCERS = ".producers";
    static final String CLEANED = ".cleaned";
    static final String TEMPORARY = ".tmp";
    private static final int DIGITS = 20;

    static String name(long offset, String suffix) {
        return String.format(Locale.ROOT, "%020d%s", offset, suffix);
    }

    Path path(long offset, String suffix) {
        return path.resolve(name(offset, suffix));
    }

    Path path(SegmentName segment, String suffix) {
        return path.resolve(segment.file(suffix));
    }

    StoredFile stored(SegmentName segment, String suffix) {
        return new StoredFile(path(segment, suffix), open);
    }

    /** All segments that have a file with this suffix, by rising offset. */
    List<SegmentName> segments(String suffix) {
        return disk.list(path).stream()
                .flatMap(name -> SegmentName.parse(name, suffix).stream())
                .sorted(SegmentName.ORDER)
                .toList();
    }

    /** Offsets of all files with exactly this suffix, rising. */
    List<Long> offsets(String suffix) {
        return disk.list(path).stream()
                .filter(name -> name.length() == DIGITS + suffix.length() && name.endsWith(suffix))
                .map(name -> name.substring(0, DIGITS))
                .filter(digits -> digits.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::parseLong)
                .toList();
    }

    void forceNames() {
        disk.forceDirectory(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
