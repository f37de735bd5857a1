package io.millrace.admin.partition;

import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What may be amiss with a partition, or going on there, as far as the metadata tells. */
public enum PartitionState {
    /** Nobody leads it. */
    OFFLINE {
        @Override
        public boolean holds(PartitionMetadata partition) {
            return partition.leader().isEmpty();
        }
    },

    /** A replica that is there to stay or was there before a move is not in the ISR. */
    UNDER_REPLICATED {
        @Override
        public boolean holds(PartitionMetadata partition) {
            List<Integer> needed = new ArrayList<>(partition.replicas());
            needed.removeAll(partition.adding());
            return !partition.isr().keySet().containsAll(needed);
        }
    },

    /** It moves to other brokers. */
    MOVING {
        @Override
        public boolean holds(PartitionMetadata partition) {
            return !partition.adding().isEmpty() || !partition.removing().isEmpty();
        }
    };

    public abstract boolean holds(PartitionMetadata partition);

    /** As in a query. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is none of this name
     */
    public static PartitionState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
