package io.millrace.fault.checker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the replicas of a partition byte by byte, where each of them must have all: from the
 * highest start to the lowest high watermark. One batch of each is in memory at a time.
 */
public final class Replicas {
    private Replicas() {}

    /** The first difference of each replica from the first one. */
    public static List<Finding> compare(int partition, List<ReplicaDump> replicas) {
        long start = replicas.stream().mapToLong(ReplicaDump::start).max().orElse(0);
        long end = replicas.stream().mapToLong(ReplicaDump::highWatermark).min().orElse(0);
        List<Finding> findings = new ArrayList<>();
        for (int i = 1; i < replicas.size(); i++) {
            Finding difference =
                    difference(partition, replicas.getFirst(), replicas.get(i), start, end);
            if (difference != null) {
                findings.add(difference);
            }
        }
        return findings;
    }

    private static @Nullable Finding difference(
            int partition, ReplicaDump one, ReplicaDump other, long start, long end) {
        Iterator<ByteBuffer> ones = one.batches().iterator();
        Iterator<ByteBuffer> others = other.batches().iterator();
        while (true) {
            ByteBuffer a = next(ones, start, end);
            ByteBuffer b = next(others, start, end);
            if (a == null && b == null) {
                return null;
            }
            if (a == null || b == null || a.mismatch(b) >= 0) {
                long offset = Math.min(baseOffset(a, end), baseOffset(b, end));
                String text =
                        "broker %d has %s, broker %d has %s"
                                .formatted(one.broker(), text(a), other.broker(), text(b));
                return new Finding(partition, offset, text);
            }
        }
    }

    private static @Nullable ByteBuffer next(Iterator<ByteBuffer> batches, long start, long end) {
        while (batches.hasNext()) {
            ByteBuffer batch = batches.next();
            long base = batch.getLong(batch.position());
            if (base >= end) {
                return null;
            }
            if (base >= start) {
                return batch;
            }
        }
        return null;
    }

    private static long baseOffset(@Nullable ByteBuffer batch, long end) {
        return batch == null ? end : batch.getLong(batch.position());
    }

    private static String text(@Nullable ByteBuffer batch) {
        return batch == null
                ? "nothing more"
                : "%d bytes with hash %x at offset %d"
                        .formatted(
                                batch.remaining(),
                                batch.hashCode(),
                                batch.getLong(batch.position()));
    }
}
