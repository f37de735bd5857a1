package io.millrace.fault.workload;

import io.millrace.client.MillraceClient;
import io.millrace.client.Producer;
import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Type;
import java.time.Duration;
import java.util.List;

/**
 * Closes a partition with one more value, which also shows that it can be written again, and reads
 * all up to it: what was acknowledged before must be there. Owned by one thread.
 */
final class FinalRead {
    private static final Duration REST = Duration.ofMillis(200);

    private final LogRun run;
    private final int partition;
    private final long deadline;

    FinalRead(LogRun run, int partition, long deadline) {
        this.run = run;
        this.partition = partition;
        this.deadline = deadline;
    }

    /** False if it did not come to the end in time. */
    boolean run() {
        long last = sendLast();
        Assign assign = new Assign(List.of(partition), true);
        int process = run.newProcess();
        run.history().append(process, Type.INVOKE, assign);
        boolean complete = last >= 0 && readTo(process, last);
        run.history().append(process, complete ? Type.OK : Type.INFO, assign);
        return complete;
    }

    private long sendLast() {
        while (hasTime()) {
            int process = run.newProcess();
            try (MillraceClient client = run.connect();
                    Producer producer = client.producer(Sender.config(run.settings()))) {
                SendOperation operation = SendOperation.run(run, process, producer, partition, 1);
                if (operation.isAcknowledged()) {
                    return operation.lastOffset();
                }
            }
            rest();
        }
        return -1;
    }

    private boolean readTo(int process, long last) {
        long position = 0;
        while (hasTime()) {
            try (MillraceClient client = run.connect();
                    NotedReader reader =
                            NotedReader.open(run, process, client, partition, position)) {
                boolean goesOn = true;
                while (goesOn && reader.position() <= last && hasTime()) {
                    goesOn = reader.poll();
                }
                position = reader.position();
                if (position > last) {
                    return true;
                }
            }
            rest();
        }
        return false;
    }

    private boolean hasTime() {
        return System.nanoTime() < deadline;
    }

    private static void rest() {
        try {
            Thread.sleep(REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
