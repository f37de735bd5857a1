package io.millrace.protocol;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * One partition of one topic. Written as {@code <uuid>-<partition>}, also as a directory's name.
 */
public record PartitionId(TopicId topic, int partition) implements Comparable<PartitionId> {
    private static final int UUID_LENGTH = 36;
    private static final Comparator<PartitionId> ORDER =
            Comparator.comparing(PartitionId::topic).thenComparingInt(PartitionId::partition);

    public PartitionId {
        if (partition < 0) {
            throw new IllegalArgumentException("A partition is numbered from 0, not " + partition);
        }
    }

    /** Reads what {@link #toString()} wrote; empty for any other text. */
    public static Optional<PartitionId> parse(String text) {
        if (text.length() < UUID_LENGTH + 2 || text.charAt(UUID_LENGTH) != '-') {
            return Optional.empty();
        }
        try {
            TopicId topic = new TopicId(UUID.fromString(text.substring(0, UUID_LENGTH)));
            int partition = Integer.parseInt(text.substring(UUID_LENGTH + 1));
            PartitionId id = new PartitionId(topic, partition);
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(PartitionId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
