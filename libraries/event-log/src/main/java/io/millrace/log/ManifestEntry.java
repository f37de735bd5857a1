package io.millrace.log;

import java.util.List;

/**
 * A closed segment: what is on disk for good.
 *
 * @param endOffset first offset behind it, where the next segment starts
 * @param sizeInBytes length of the log file
 * @param crc CRC-32C of the log file
 * @param generation how often the cleaner wrote it: part of its file names; above 0, offsets may be
 *     missing
 * @param largestTimestampMs of its records; −1 if none
 * @param lastAppendTimeMs −1 if lost
 */
record ManifestEntry(
        long baseOffset,
        long endOffset,
        int sizeInBytes,
        int crc,
        int generation,
        long largestTimestampMs,
        long lastAppendTimeMs,
        int indexBytes,
        int indexCrc,
        int timeIndexBytes,
        int timeIndexCrc,
        List<EpochIndex.EpochStart> epochs) {
    ManifestEntry {
        epochs = List.copyOf(epochs);
    }

    boolean cleaned() {
        return generation > 0;
    }

    SegmentName name() {
        return new SegmentName(baseOffset, generation);
    }
}
