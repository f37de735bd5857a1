package io.millrace.protocol.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record. Names may repeat; their order is kept. The array is shared, not copied:
 * nobody writes to it.
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordHeader(String name, byte @Nullable [] value) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordHeader that
                && name.equals(that.name)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + "[" + (value == null ? "null" : value.length + " bytes") + "]";
    }
}
