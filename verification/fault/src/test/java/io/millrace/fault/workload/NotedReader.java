package io.millrace.fault.workload;

import io.millrace.client.ConsumerConfig;
import io.millrace.client.FetchedRecords;
import io.millrace.client.MillraceClient;
import io.millrace.client.PartitionReader;
import io.millrace.client.StartPosition;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.batch.InvalidBatchException;
import java.time.Duration;
import java.util.Optional;

/** Reads a partition for one process, and notes it. Owned by the process's thread. */
final class NotedReader implements AutoCloseable {
    private static final ConsumerConfig SMALL_FETCHES =
            ConsumerConfig.DEFAULTS.withMaxBytes(8 << 10).withMaxWait(Duration.ofMillis(100));
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final LogRun run;
    private final int process;
    private final int partition;
    private final PartitionReader reader;
    private long position;

    private NotedReader(
            LogRun run, int process, int partition, PartitionReader reader, long position) {
        this.run = run;
        this.process = process;
        this.partition = partition;
        this.reader = reader;
        this.position = position;
    }

    static NotedReader open(
            LogRun run, int process, MillraceClient client, int partition, long position) {
        PartitionReader reader =
                client.reader(
                        run.settings().topic(),
                        partition,
                        StartPosition.offset(position),
                        SMALL_FETCHES);
        run.history().append(process, Type.OK, new Seek(partition, position));
        return new NotedReader(run, process, partition, reader, position);
    }

    /**
     * Reads what comes next, if something is there.
     *
     * @return false if that was refused for good, or can't be read: then this reader is done
     */
    boolean poll() {
        note(Type.INVOKE, Records.NONE, -1, "");
        try {
            Optional<FetchedRecords> fetched = reader.next(TIMEOUT);
            Records records = fetched.map(Values::decode).orElse(Records.NONE);
            long highWatermark = fetched.map(FetchedRecords::highWatermark).orElse(-1L);
            note(Type.OK, records, highWatermark, "");
            fetched.ifPresent(
                    some -> {
                        position = some.nextOffset();
                        run.seen(partition, position);
                    });
            return true;
        } catch (MillraceException e) {
            note(Type.FAIL, Records.NONE, -1, e.problem().code().code());
        } catch (InvalidBatchException e) {
            note(Type.INFO, Records.NONE, -1, "invalid_batch");
        }
        return false;
    }

    long position() {
        return position;
    }

    private void note(Type type, Records records, long highWatermark, String error) {
        run.history().append(process, type, new Poll(partition, records, highWatermark), error);
    }

    @Override
    public void close() {
        reader.close();
    }
}
