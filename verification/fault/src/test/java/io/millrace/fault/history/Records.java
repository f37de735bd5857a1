package io.millrace.fault.history;

import java.util.Arrays;

/**
 * Values with their offsets, in the order in which they were sent or read. Immutable, two numbers
 * for each.
 */
public final class Records {
    /** The offset of a value whose place nobody has told. */
    public static final long UNKNOWN = -1;

    public static final Records NONE = new Records(new long[0], new long[0]);

    private final long[] offsets;
    private final long[] values;

    private Records(long[] offsets, long[] values) {
        this.offsets = offsets;
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Values that are to be sent. */
    public static Records withoutOffsets(long... values) {
        long[] offsets = new long[values.length];
        Arrays.fill(offsets, UNKNOWN);
        return new Records(offsets, values.clone());
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public long offset(int index) {
        return offsets[index];
    }

    public long value(int index) {
        return values[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Records records
                && Arrays.equals(offsets, records.offsets)
                && Arrays.equals(values, records.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        OpText.append(text, this);
        return text.toString();
    }

    /** Owned by one thread. */
    public static final class Builder {
        private long[] offsets = new long[8];
        private long[] values = new long[8];
        private int size;

        private Builder() {}

        public Builder add(long offset, long value) {
            if (size == values.length) {
                offsets = Arrays.copyOf(offsets, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            offsets[size] = offset;
            values[size++] = value;
            return this;
        }

        public boolean isEmpty() {
            return size == 0;
        }

        public Records build() {
            return size == 0
                    ? NONE
                    : new Records(Arrays.copyOf(offsets, size), Arrays.copyOf(values, size));
        }
    }
}
