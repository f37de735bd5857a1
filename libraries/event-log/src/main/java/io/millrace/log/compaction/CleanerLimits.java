package io.millrace.log.compaction;

/**
 * What one cleaning may take of memory.
 *
 * @param mapBytes for the latest offset of each key, 24 bytes each at a load of 0.9; a cleaning
 *     that meets more keys stops there and leaves the rest to the next
 * @param readBytes of the log at a time, at least one batch
 * @param decompressedBytesMax of one batch; one that has more is kept as it is
 */
public record CleanerLimits(int mapBytes, int readBytes, int decompressedBytesMax) {
    /** 16 MiB of map (629,000 keys), 1 MiB of log, 64 MiB for one batch. */
    public static final CleanerLimits DEFAULTS = new CleanerLimits(16 << 20, 1 << 20, 64 << 20);
}
