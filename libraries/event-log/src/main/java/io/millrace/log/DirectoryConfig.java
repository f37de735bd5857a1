package io.millrace.log;

import java.util.OptionalLong;

/**
 * Settings of one data directory.
 *
 * @param reserveBytes space that appends leave free; by default min(1 GiB, 2 % of the volume)
 * @param openFilesMax open files of closed segments and indexes over all logs; at least 4
 */
public record DirectoryConfig(OptionalLong reserveBytes, int openFilesMax) {
    public DirectoryConfig {
        if (openFilesMax < 4 || reserveBytes.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "openFilesMax " + openFilesMax + ", reserveBytes " + reserveBytes);
        }
    }

    public static DirectoryConfig defaults() {
        return new DirectoryConfig(OptionalLong.empty(), 1024);
    }
}
