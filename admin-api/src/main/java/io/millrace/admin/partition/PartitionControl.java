package io.millrace.admin.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import java.util.Optional;

/** What administration needs of the brokers that lead partitions. Calls may block. */
public interface PartitionControl {

    /**
     * What the leader sees of its log.
     *
     * @return empty when nobody here leads the partition
     */
    Optional<PartitionFacts> facts(TopicName topic, PartitionId partition);

    /**
     * Removes all records before an offset, for good.
     *
     * @param offset from the log start to the high watermark
     * @throws io.millrace.protocol.MillraceException {@code offset_beyond_end}, {@code
     *     leader_not_available}
     */
    void deleteBefore(TopicName topic, PartitionId partition, long offset);
}
