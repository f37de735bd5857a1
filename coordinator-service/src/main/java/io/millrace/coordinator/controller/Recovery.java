package io.millrace.coordinator.controller;

import io.millrace.coordinator.state.BrokerCopies;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Copies;
import io.millrace.coordinator.state.Electorate;
import io.millrace.coordinator.state.Headless;
import io.millrace.protocol.PartitionId;
import io.millrace.replication.controller.Elections.CopyReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What brokers have said of their copies, and since when partitions have no leader. Owned by the
 * controller's loop; forgotten with the reign.
 */
final class Recovery implements Copies {

    private final Duration wait;
    private final LongSupplier nanoTime;
    private final Map<PartitionId, Lost> headless = new HashMap<>();
    private final Map<Integer, Said> said = new HashMap<>();
    private long lookedAtVersion = -1;

    Recovery(Duration wait, LongSupplier nanoTime) {
        this.wait = wait;
        this.nanoTime = nanoTime;
    }

    /**
     * @param version the first in which it had no leader
     */
    private record Lost(long atNanos, long version) {}

    private record Said(BrokerCopies copies, long atNanos) {}

    /** Notes which partitions have lost their leader, and which have one again. */
    void look(ControlState state) {
        if (state.version() == lookedAtVersion) {
            return;
        }
        lookedAtVersion = state.version();
        Set<PartitionId> now = Headless.partitions(state);
        headless.keySet().retainAll(now);
        Lost lost = new Lost(nanoTime.getAsLong(), state.version());
        now.forEach(partition -> headless.putIfAbsent(partition, lost));
    }

    Set<PartitionId> headless() {
        return headless.keySet();
    }

    void said(BrokerCopies copies) {
        said.put(copies.broker().value(), new Said(copies, nanoTime.getAsLong()));
    }

    /** What was said earlier may have been truncated since, or grown. */
    @Override
    public Map<Integer, CopyReport> of(PartitionId partition) {
        Lost lost = headless.get(partition);
        if (lost == null) {
            return Map.of();
        }
        Map<Integer, CopyReport> reports = new HashMap<>();
        said.forEach(
                (broker, word) -> {
                    if (word.atNanos() - lost.atNanos() >= 0) {
                        word.copies()
                                .of(partition)
                                .ifPresent(report -> reports.put(broker, report));
                    }
                });
        return reports;
    }

    @Override
    public boolean waited(PartitionId partition) {
        Lost lost = headless.get(partition);
        return lost != null && nanoTime.getAsLong() - lost.atNanos() >= wait.toNanos();
    }

    /**
     * Whose copies have to be known for an election.
     *
     * @return the broker → the version that it must have applied before it is asked: from then on
     *     nobody leads there, and what it says stays so
     */
    Map<Integer, Long> wanted(ControlState state, Electorate electorate) {
        Map<Integer, Long> wanted = new HashMap<>();
        headless.forEach(
                (partition, lost) -> {
                    for (int broker : Headless.unheard(state, partition, electorate, this)) {
                        if (!spoke(broker, lost)) {
                            wanted.merge(broker, lost.version(), Math::max);
                        }
                    }
                });
        return wanted;
    }

    /** It has spoken and not named the partition: there is no use in asking again. */
    private boolean spoke(int broker, Lost lost) {
        Said word = said.get(broker);
        return word != null && word.atNanos() - lost.atNanos() >= 0;
    }

    /** By partition: the highest leader epoch of any record that was reported. */
    Map<PartitionId, Integer> lastEpochs() {
        Map<PartitionId, Integer> highest = new HashMap<>();
        for (Said word : said.values()) {
            word.copies()
                    .copies()
                    .forEach((id, copy) -> highest.merge(id, copy.lastEpoch(), Math::max));
        }
        return highest;
    }
}
