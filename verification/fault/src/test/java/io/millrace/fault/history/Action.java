package io.millrace.fault.history;

import java.util.List;

/** What a process does with partitions, which are numbered over all topics of the test. */
public sealed interface Action {
    /**
     * Values go to the end of a partition, in this order. Each of them is sent once in a history,
     * and is part of one completion: an operation of which some values were acknowledged and some
     * were not has two.
     */
    record Send(int partition, Acks acks, Records records) implements Action {}

    /**
     * Records come from where the process stands in a partition.
     *
     * @param highWatermark as the answer states it; −1 if it does not
     */
    record Poll(int partition, Records records, long highWatermark) implements Action {}

    /**
     * From now on the process reads these partitions and no others; nothing is said of where.
     *
     * @param toTheEnd whether it reads them from their start to their end, after all is healed. Its
     *     completion, when the last poll is over, says whether it got there.
     */
    record Assign(List<Integer> partitions, boolean toTheEnd) implements Action {
        public Assign {
            partitions = List.copyOf(partitions);
        }
    }

    /** The next poll of this partition begins here; at −1: at a place that nobody has told. */
    record Seek(int partition, long offset) implements Action {}

    /** The process has done its work below this offset. */
    record Commit(int partition, long offset) implements Action {}
}
