package io.millrace.fault.workload;

import io.millrace.client.MillraceClient;
import io.millrace.client.Producer;
import io.millrace.client.ProducerConfig;
import java.time.Duration;
import java.util.Random;

/**
 * Sends a few values at a time to one partition, several batches in flight, and waits for all of
 * them. After a failure it is another process with another producer, since what the first one left
 * may still arrive, behind what comes now. Owned by its thread.
 */
final class Sender implements Runnable {
    private static final int VALUES_MAX = 12;

    /** So small that the values of an operation are in several batches. */
    private static final int BATCH_BYTES = 256;

    private static final int REQUESTS_IN_FLIGHT = 3;
    private static final Duration REST = Duration.ofMillis(100);

    private final LogRun run;
    private final Random random;

    Sender(LogRun run, long seed) {
        this.run = run;
        this.random = new Random(seed);
    }

    static ProducerConfig config(LogSettings settings) {
        return ProducerConfig.DEFAULTS
                .withBatchBytes(BATCH_BYTES)
                .withLinger(Duration.ofMillis(1))
                .withRequestsInFlight(REQUESTS_IN_FLIGHT)
                .withDeliveryTimeout(settings.deliveryTimeout());
    }

    @Override
    public void run() {
        while (!run.isOver()) {
            int process = run.newProcess();
            try (MillraceClient client = run.connect();
                    Producer producer = client.producer(config(run.settings()))) {
                SendOperation operation;
                do {
                    int partition = random.nextInt(run.settings().partitions());
                    int values = 1 + random.nextInt(VALUES_MAX);
                    operation = SendOperation.run(run, process, producer, partition, values);
                } while (operation.isAcknowledged() && !run.isOver());
            }
            run.rest(REST);
        }
    }
}
