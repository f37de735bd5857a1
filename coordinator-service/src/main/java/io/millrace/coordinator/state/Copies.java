package io.millrace.coordinator.state;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.controller.Elections.CopyReport;
import java.util.Map;

/** What is known of the copies of partitions that nobody leads. */
public interface Copies {

    /** By broker; only what was said after the partition had lost its leader. */
    Map<Integer, CopyReport> of(PartitionId partition);

    /** Whether those who have not come yet had their time. */
    boolean waited(PartitionId partition);
}
