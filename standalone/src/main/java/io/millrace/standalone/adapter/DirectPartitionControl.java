package io.millrace.standalone.adapter;

import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.partition.PartitionFacts;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Administration's way to the partitions of the same process. */
public final class DirectPartitionControl implements PartitionControl {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topics topics;

    public DirectPartitionControl(Topics topics) {
        this.topics = topics;
    }

    @Override
    public Optional<PartitionFacts> facts(TopicName topic, PartitionId id) {
        return find(topic, id)
                .map(
                        partition -> {
                            Offsets offsets = partition.offsets();
                            return new PartitionFacts(
                                    offsets.logStart(),
                                    offsets.highWatermark(),
                                    partition.recordCountMax(),
                                    partition.sizeInBytes(),
                                    false);
                        });
    }

    @Override
    public void deleteBefore(TopicName topic, PartitionId id, long offset) {
        Partition partition =
                find(topic, id)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        ErrorCode.LEADER_NOT_AVAILABLE,
                                                        "Partition "
                                                                + id.partition()
                                                                + " has no leader")
                                                .asException());
        try {
            partition.deleteBefore(offset).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException refusal) {
                throw new MillraceException(refusal.problem(), refusal);
            }
            throw new IllegalStateException("can't delete records of " + id, e.getCause());
        } catch (TimeoutException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
    }

    private static MillraceException unknown(Exception cause) {
        return new MillraceException(
                Problem.of(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "The partition did not say in time whether it has removed the records"),
                cause);
    }

    private Optional<Partition> find(TopicName topic, PartitionId id) {
        return topics.find(topic)
                .filter(found -> found.metadata().id().equals(id.topic()))
                .filter(found -> id.partition() < found.partitions().size())
                .map(found -> found.partitions().get(id.partition()))
                .filter(partition -> partition.leaderEpoch() >= 0);
    }
}
