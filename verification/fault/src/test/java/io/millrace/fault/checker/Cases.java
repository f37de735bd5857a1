package io.millrace.fault.checker;

import java.util.List;

/**
 * All cases of one anomaly.
 *
 * @param first some of them
 */
public record Cases(long count, List<Finding> first) {
    public Cases {
        first = List.copyOf(first);
    }
}
