package io.millrace.broker.partition;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Owned by the partition loop: checked requests of one turn that go to the log in one write.
 *
 * <p>Of one producer or key there is at most one among them, because whether the next is new can
 * only be told when the log knows of this one; but for a batch whose sequence follows the one
 * before, which is new because that one is.
 */
final class GatheredAppends {
    private final List<AppendTask> tasks = new ArrayList<>();
    private final Map<Object, AppendTask> lastOfProducer = new HashMap<>();
    private int bytes;

    boolean hasRoomFor(AppendTask task) {
        Object producer = task.producer();
        return tasks.isEmpty()
                || (bytes + task.sizeInBytes() <= PartitionLoop.SCRATCH_BYTES
                        && (producer == null
                                || !lastOfProducer.containsKey(producer)
                                || follows(task)));
    }

    /** Whether the request is its producer's next after one that is among them. */
    boolean follows(AppendTask task) {
        Object producer = task.producer();
        AppendTask before = producer == null ? null : lastOfProducer.get(producer);
        return before != null && task.follows(before);
    }

    void add(AppendTask task) {
        tasks.add(task);
        bytes += task.sizeInBytes();
        Object producer = task.producer();
        if (producer != null) {
            lastOfProducer.put(producer, task);
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    List<AppendTask> tasks() {
        return tasks;
    }

    /** All of them behind one another, in {@code scratch} if they fit. */
    ByteBuffer assemble(ByteBuffer scratch) {
        ByteBuffer target = bytes <= scratch.remaining() ? scratch : ByteBuffer.allocate(bytes);
        tasks.forEach(task -> task.writeTo(target));
        return target.flip();
    }

    void clear() {
        tasks.clear();
        lastOfProducer.clear();
        bytes = 0;
    }
}
