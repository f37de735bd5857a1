package io.millrace.client;

/** Where to begin reading a partition. */
public sealed interface StartPosition {
    StartPosition EARLIEST = new Named("earliest");
    StartPosition LATEST = new Named("latest");

    static StartPosition offset(long offset) {
        return new AtOffset(offset);
    }

    /** The first record whose time is this or later, in milliseconds since 1970. */
    static StartPosition timestamp(long epochMs) {
        return new AtTimestamp(epochMs);
    }

    /** As a query parameter. */
    String query();

    /** The log's start or end. */
    record Named(String name) implements StartPosition {
        @Override
        public String query() {
            return "offset=" + name;
        }
    }

    /** An offset. */
    record AtOffset(long offset) implements StartPosition {
        @Override
        public String query() {
            return "offset=" + offset;
        }
    }

    /** A time. */
    record AtTimestamp(long epochMs) implements StartPosition {
        @Override
        public String query() {
            return "timestamp=" + epochMs;
        }
    }
}
