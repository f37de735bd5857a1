package io.millrace.log.producer;

/** What to do with a request that carries a mark: a sequence number or an idempotency key. */
public sealed interface MarkCheck {

    /** Append mark and records. */
    record New() implements MarkCheck {
        static final New INSTANCE = new New();
    }

    /**
     * All of it was appended before. Answer with these offsets once the high watermark is above
     * {@link #lastOffset}; until then the request is still running.
     *
     * <p>For lines, {@code firstOffset} and {@code lastOffset} are those of the first and the last
     * line, and {@link #offsets} has one offset per line. For the other kinds the offsets are
     * contiguous. {@code records} is 0 for a key whose request left no record in this partition;
     * both offsets are then the mark's.
     */
    final class Duplicate implements MarkCheck {
        private final long[] offsets;
        private final long lastOffset;
        private final long appendTimeMs;

        Duplicate(long[] offsets, long lastOffset, long appendTimeMs) {
            this.offsets = offsets;
            this.lastOffset = lastOffset;
            this.appendTimeMs = appendTimeMs;
        }

        /** One per record of the original, or per line that was asked about, in order. */
        public long[] offsets() {
            return offsets.clone();
        }

        /** The original is committed when the high watermark is above this offset. */
        public long lastOffset() {
            return lastOffset;
        }

        /** When the (last part of the) original was appended. */
        public long appendTimeMs() {
            return appendTimeMs;
        }
    }

    /**
     * The first lines were appended before, the others are new: append those under a mark of their
     * own. Only for {@code LINES}, where a retried round may be cut differently.
     */
    final class PartlyDuplicate implements MarkCheck {
        private final long[] offsets;

        PartlyDuplicate(long[] offsets) {
            this.offsets = offsets;
        }

        /** How many lines, counted from the first, are duplicates. */
        public int duplicates() {
            return offsets.length;
        }

        /** The offsets of the duplicates, in order; the lines behind them are new. */
        public long[] offsets() {
            return offsets.clone();
        }
    }

    /**
     * Not appended. {@code expected} is the lowest sequence number that would be new. The request
     * (or one of its lines) is beyond that where numbers are contiguous, or below it and not among
     * those remembered, so that nobody can say whether it was ever appended.
     */
    record Gap(long expected) implements MarkCheck {}

    /** Not appended: a newer instance of this producer writes with {@code current}. */
    record StaleEpoch(int current) implements MarkCheck {}

    /** Not appended: the idempotency key was used for another request. */
    record KeyReuse() implements MarkCheck {
        static final KeyReuse INSTANCE = new KeyReuse();
    }
}
