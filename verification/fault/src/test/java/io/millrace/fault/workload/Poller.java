package io.millrace.fault.workload;

import io.millrace.client.MillraceClient;
import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Assigns itself some partitions, begins somewhere in each, reads on for a while, and begins anew.
 * Owned by its thread.
 */
final class Poller implements Runnable {
    private static final int POLLS_MAX = 150;
    private static final int NEAR = 200;
    private static final Duration REST = Duration.ofMillis(20);

    private final LogRun run;
    private final Random random;

    Poller(LogRun run, long seed) {
        this.run = run;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        int process = run.newProcess();
        while (!run.isOver()) {
            List<Integer> partitions = somePartitions();
            Assign assign = new Assign(partitions, false);
            run.history().append(process, Type.INVOKE, assign);
            run.history().append(process, Type.OK, assign);
            try (MillraceClient client = run.connect()) {
                poll(process, client, partitions);
            }
            run.rest(REST);
        }
    }

    private void poll(int process, MillraceClient client, List<Integer> partitions) {
        List<NotedReader> readers = new ArrayList<>();
        try {
            for (int partition : partitions) {
                long from = somewhere(partition);
                readers.add(NotedReader.open(run, process, client, partition, from));
            }
            boolean goesOn = true;
            for (int left = random.nextInt(POLLS_MAX); left > 0 && goesOn; left--) {
                goesOn = readers.get(random.nextInt(readers.size())).poll() && !run.isOver();
            }
        } finally {
            readers.forEach(NotedReader::close);
        }
    }

    private List<Integer> somePartitions() {
        List<Integer> all =
                new ArrayList<>(IntStream.range(0, run.settings().partitions()).boxed().toList());
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(all.size()));
    }

    /** Anywhere, or where it is being written. */
    private long somewhere(int partition) {
        long end = run.end(partition);
        return random.nextBoolean()
                ? random.nextLong(end + 1)
                : Math.max(0, end - random.nextInt(NEAR));
    }
}
