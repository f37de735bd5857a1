package io.millrace.broker.http.group;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.NextOffset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Records that a stream has told and that nobody has acknowledged yet. Owned by its thread. */
final class Unacked {
    private static final long BYTES_MAX = 8 << 20;

    private final int max;
    private final Map<PartitionId, Deque<Sent>> sent = new HashMap<>();
    private int count;
    private long bytes;
    private long movedAt = System.nanoTime();

    private record Sent(long nextOffset, int bytes) {}

    /**
     * @param max records; what is beyond it by a last read is counted, too
     */
    Unacked(int max) {
        this.max = max;
    }

    void sent(PartitionId id, long nextOffset, int size) {
        if (count == 0) {
            movedAt = System.nanoTime();
        }
        sent.computeIfAbsent(id, partition -> new ArrayDeque<>()).add(new Sent(nextOffset, size));
        count++;
        bytes += size;
    }

    void acked(Map<PartitionId, NextOffset> committed) {
        committed.forEach(
                (id, next) -> {
                    Deque<Sent> ofPartition = sent.getOrDefault(id, new ArrayDeque<>());
                    while (!ofPartition.isEmpty()
                            && ofPartition.getFirst().nextOffset() <= next.nextOffset()) {
                        forget(ofPartition.removeFirst());
                    }
                });
    }

    /** What is another's by now is not waited for. */
    void retain(Set<PartitionId> held) {
        sent.entrySet()
                .removeIf(
                        entry -> {
                            boolean gone = !held.contains(entry.getKey());
                            if (gone) {
                                entry.getValue().forEach(this::forget);
                            }
                            return gone;
                        });
    }

    private void forget(Sent one) {
        count--;
        bytes -= one.bytes();
        movedAt = System.nanoTime();
    }

    int count() {
        return count;
    }

    /** How many more records may be told now. */
    int room() {
        return bytes >= BYTES_MAX ? 0 : Math.max(0, max - count);
    }

    /** How long there have been such records, and none was acknowledged. */
    Duration stuckFor() {
        return count == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - movedAt);
    }
}
