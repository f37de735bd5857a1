package io.millrace.fault.checker;

import io.millrace.fault.history.Acks;
import io.millrace.fault.history.Action;
import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The history of a correct log, by seed: senders and pollers whose operations overlap, failovers
 * that drop what was not committed, control records, refusals, and answers that never came.
 */
final class SimulatedRun {
    private static final int MAX_VALUES = 5;
    private static final int MAX_POLLED = 7;

    private final Random random;
    private final Consumer<Op> history;
    private final List<SimulatedLog> logs;
    private final List<Runnable> processes = new ArrayList<>();
    private long nanos;
    private long nextValue;

    private SimulatedRun(
            long seed, int partitions, int senders, int pollers, Consumer<Op> history) {
        this.random = new Random(seed);
        this.history = history;
        this.logs = IntStream.range(0, partitions).mapToObj(_ -> new SimulatedLog()).toList();
        for (int process = 0; process < senders + pollers; process++) {
            processes.add(process < senders ? new Sender(process) : new Poller(process));
        }
    }

    static List<Op> ops(long seed, int partitions, int steps) {
        List<Op> ops = new ArrayList<>();
        run(seed, partitions, steps, ops::add);
        return ops;
    }

    static void run(long seed, int partitions, int steps, Consumer<Op> history) {
        new SimulatedRun(seed, partitions, 4, 3, history).run(steps);
    }

    private void run(int steps) {
        for (int step = 0; step < steps; step++) {
            nanos += random.nextLong(1_000_000);
            SimulatedLog log = logs.get(random.nextInt(logs.size()));
            int dice = random.nextInt(100);
            if (dice < 2) {
                log.failover();
            } else if (dice < 5) {
                log.appendControl();
            } else if (dice < 40) {
                log.commitSome(random);
            } else {
                processes.get(random.nextInt(processes.size())).run();
            }
        }
        for (int partition = 0; partition < logs.size(); partition++) {
            readToTheEnd(processes.size() + partition, partition);
        }
    }

    private void readToTheEnd(int process, int partition) {
        SimulatedLog log = logs.get(partition);
        log.commitAll();
        Assign assign = new Assign(List.of(partition), true);
        note(process, Type.INVOKE, assign);
        note(process, Type.OK, new Seek(partition, 0));
        long position = 0;
        while (position < log.highWatermark()) {
            note(process, Type.INVOKE, new Poll(partition, Records.NONE, -1));
            Records records = log.read(position, 100);
            note(process, Type.OK, new Poll(partition, records, log.highWatermark()));
            position = records.isEmpty() ? log.highWatermark() : end(records);
        }
        note(process, Type.OK, assign);
    }

    private void note(int process, Type type, Action action) {
        history.accept(new Op(nanos++, process, type, action));
    }

    private static long end(Records records) {
        return records.offset(records.size() - 1) + 1;
    }

    /** Sends one operation after the other, and resends what a failover dropped. */
    private final class Sender implements Runnable {
        private final int process;
        private int partition;
        private long[] pending = new long[0];

        Sender(int process) {
            this.process = process;
        }

        @Override
        public void run() {
            SimulatedLog log = logs.get(partition);
            if (pending.length == 0) {
                begin();
            } else if (log.holdsCommitted(pending) && random.nextInt(3) > 0) {
                note(process, Type.OK, send(log.locate(pending)));
                pending = new long[0];
            } else if (random.nextInt(30) == 0) {
                giveUp(log);
            } else {
                log.appendFirstMissing(pending);
            }
        }

        private void begin() {
            partition = random.nextInt(logs.size());
            pending = new long[1 + random.nextInt(MAX_VALUES)];
            for (int i = 0; i < pending.length; i++) {
                pending[i] = nextValue++;
            }
            note(process, Type.INVOKE, send(Records.withoutOffsets(pending)));
        }

        /** What was appended may stay; of the rest, some arrives after all. */
        private void giveUp(SimulatedLog log) {
            int acknowledged = log.countCommitted(pending);
            int appended = log.count(pending);
            long[] done = IntStream.range(0, acknowledged).mapToLong(i -> pending[i]).toArray();
            boolean surelyNot = random.nextBoolean();
            int unknown = surelyNot ? appended : pending.length;
            long[] open =
                    IntStream.range(acknowledged, unknown).mapToLong(i -> pending[i]).toArray();
            long[] not =
                    IntStream.range(unknown, pending.length).mapToLong(i -> pending[i]).toArray();
            complete(Type.OK, log.locate(done));
            complete(Type.INFO, Records.withoutOffsets(open));
            complete(Type.FAIL, Records.withoutOffsets(not));
            if (!surelyNot && random.nextBoolean()) {
                log.appendFirstMissing(pending);
            }
            pending = new long[0];
        }

        private void complete(Type type, Records records) {
            if (!records.isEmpty()) {
                note(process, type, send(records));
            }
        }

        private Send send(Records records) {
            return new Send(partition, Acks.ALL, records);
        }
    }

    /** Reads one partition on, and begins elsewhere from time to time. */
    private final class Poller implements Runnable {
        private final int process;
        private int partition;
        private long position;
        private boolean polling;

        Poller(int process) {
            this.process = process;
        }

        @Override
        public void run() {
            SimulatedLog log = logs.get(partition);
            if (polling) {
                polling = false;
                if (random.nextInt(20) == 0) {
                    note(process, Type.INFO, new Poll(partition, Records.NONE, -1));
                    return;
                }
                Records records = log.read(position, 1 + random.nextInt(MAX_POLLED));
                position = records.isEmpty() ? position : end(records);
                long stated = random.nextInt(5) == 0 ? -1 : log.highWatermark();
                note(process, Type.OK, new Poll(partition, records, stated));
            } else if (random.nextInt(20) == 0) {
                partition = random.nextInt(logs.size());
                position = random.nextLong(logs.get(partition).highWatermark() + 1);
                Assign assign = new Assign(List.of(partition), false);
                note(process, Type.INVOKE, assign);
                note(process, Type.OK, assign);
                note(process, Type.OK, new Seek(partition, position));
            } else {
                polling = true;
                note(process, Type.INVOKE, new Poll(partition, Records.NONE, -1));
            }
        }
    }
}
