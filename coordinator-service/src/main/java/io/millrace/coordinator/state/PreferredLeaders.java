package io.millrace.coordinator.state;

import io.millrace.replication.controller.Elections;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Leadership goes back to the first replica, which spreads it evenly (replication.md 5.5). Pure.
 */
public final class PreferredLeaders {

    private PreferredLeaders() {}

    /**
     * @param which of the topics
     * @param max of partitions in one round
     */
    public static List<Change> moves(
            ControlState state, Electorate electorate, Predicate<TopicState> which, int max) {
        Map<Integer, Long> staying = electorate.staying();
        List<Change> changes = new ArrayList<>();
        Iterator<PartitionPlace> places =
                state.topics().places().filter(place -> which.test(place.topic())).iterator();
        while (places.hasNext() && changes.size() < max) {
            PartitionPlace place = places.next();
            OptionalInt preferred = Elections.preferred(place.now(), staying);
            if (preferred.isPresent()) {
                int broker = preferred.getAsInt();
                Long epoch = staying.get(broker);
                if (epoch != null) {
                    changes.add(place.to(place.now().ledBy(broker, epoch)));
                }
            }
        }
        return changes;
    }
}
