package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.leader.LeaderPatience;
import io.millrace.broker.http.stream.Wakeup;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Reads partitions that somebody was given, each from where it was left. Any thread; blocks. */
public final class AssignedReads {
    private static final int BYTES_SOFT = 1 << 20;
    private static final int BYTES_HARD = 8 << 20;

    private final Topics topics;
    private final TailService service;
    private final Duration leaderWait;

    AssignedReads(Topics topics, TailService service, Duration leaderWait) {
        this.topics = topics;
        this.service = service;
        this.leaderWait = leaderWait;
    }

    /** What begins at neither end of a partition goes on behind a record. */
    public record Start(OptionalLong nextOffset, OptionalInt leaderEpoch) {
        public static final Start NOWHERE = new Start(OptionalLong.empty(), OptionalInt.empty());
    }

    /**
     * Where a reader stands.
     *
     * @param topic by its present name
     */
    public record Place(TopicName topic, PartitionId id, long nextOffset, int leaderEpoch) {

        static Place of(TailPosition position) {
            TailTopic topic = position.topic();
            return new Place(
                    topic.name(),
                    new PartitionId(topic.id(), position.index()),
                    position.next(),
                    position.lastEpoch());
        }

        static List<Place> of(TailPositions positions) {
            return positions.all().stream().map(Place::of).toList();
        }
    }

    /** How a stream tells what is read. Called by its thread. */
    public interface Telling {
        /**
         * @param behind where the reader stands now
         * @param envelope the record as JSON
         */
        void record(JsonBytes out, Place behind, byte[] envelope);

        /**
         * @param gap what was lost on the way, as JSON's map
         */
        void gap(JsonBytes out, Map<String, Object> gap);
    }

    /**
     * Opens partitions. Those of topics that are deleted are left out.
     *
     * @param latest whether what was never read begins at its end
     * @throws MillraceException if that is to be asked of a leader, and there is none
     */
    public Reading open(Map<PartitionId, Start> starts, boolean latest) {
        return new Reading(service, positions(starts, latest), new Wakeup());
    }

    /**
     * Nothing yet, for a stream.
     *
     * @param telling called with each record
     */
    public AssignedTail tail(boolean latest, Telling telling) {
        return new AssignedTail(this, service, new TailPositions(List.of()), latest, telling);
    }

    private TailPositions positions(Map<PartitionId, Start> starts, boolean latest) {
        TailPositions positions = new TailPositions(List.of());
        change(positions, Set.of(), starts, latest);
        return positions;
    }

    /** Drops what is not kept, and adds others, as far as their topics are known here. */
    void change(
            TailPositions positions,
            Set<PartitionId> kept,
            Map<PartitionId, Start> added,
            boolean latest) {
        Map<TopicId, TailTopic> opened = new LinkedHashMap<>();
        for (TailTopic topic : positions.topics()) {
            boolean isThere = topics.find(topic.id()).isPresent();
            topic.keep(position -> isThere && kept.contains(Place.of(position).id()));
            opened.put(topic.id(), topic);
        }
        new TreeMap<>(added)
                .forEach(
                        (id, start) ->
                                found(id)
                                        .ifPresent(
                                                topic -> {
                                                    TailTopic of =
                                                            opened.computeIfAbsent(
                                                                    id.topic(),
                                                                    _ -> new TailTopic(topic));
                                                    of.add(position(of, topic, id, start, latest));
                                                }));
        opened.values().removeIf(topic -> topic.positions().isEmpty());
        positions.renew(List.copyOf(opened.values()));
    }

    private Optional<Topic> found(PartitionId id) {
        return topics.find(id.topic()).filter(t -> id.partition() < t.partitions().size());
    }

    /** The leader is asked whether it knows a position with the first read. */
    private TailPosition position(
            TailTopic of, Topic topic, PartitionId id, Start start, boolean latest) {
        Partition partition = topic.partitions().get(id.partition());
        if (start.nextOffset().isPresent()) {
            return new TailPosition(
                    of,
                    id.partition(),
                    partition,
                    start.nextOffset().getAsLong(),
                    start.leaderEpoch().orElse(partition.leaderEpoch()),
                    TailPosition.UNCONFIRMED);
        }
        LeaderPatience patience = LeaderPatience.of(leaderWait);
        long begin = latest ? patience.latest(partition) : patience.earliest(partition);
        int epoch = partition.leaderEpoch();
        return new TailPosition(of, id.partition(), partition, begin, epoch, epoch);
    }

    /** One reading. Owned by one thread, but for its waking. */
    public static final class Reading implements AutoCloseable {
        private final TailPositions positions;
        private final TailPageFrames frames = new TailPageFrames(RecordFormat.envelope());
        private final PageLoop loop;
        private final Wakeup wakeup;

        private Reading(TailService service, TailPositions positions, Wakeup wakeup) {
            this.positions = positions;
            this.wakeup = wakeup;
            this.loop = service.assigned(positions, frames, wakeup);
        }

        /** Has the reader look whether it is still wanted. Any thread. */
        public void wake() {
            wakeup.call();
        }

        /**
         * Adds records, between commas, that there are, or come first.
         *
         * @param deadline time of {@link System#nanoTime} until which it waits
         * @param unwanted whether it should not wait any longer
         * @throws MillraceException if there are none, and reading fails for good
         */
        public void read(JsonBytes out, int recordsMax, long deadline, BooleanSupplier unwanted) {
            TailReader.Portion portion = new TailReader.Portion(BYTES_SOFT, BYTES_HARD, recordsMax);
            if (!loop.read(out, portion, deadline, unwanted)) {
                loop.ending()
                        .ifPresent(
                                ending -> {
                                    throw TailPage.failure(ending);
                                });
            }
        }

        /** Where it stands now. */
        public List<Place> places() {
            return Place.of(positions);
        }

        /** What was lost on the way, as JSON's maps. */
        public List<Map<String, Object>> gaps() {
            return frames.gaps().stream().map(Gap::toJson).toList();
        }

        @Override
        public void close() {
            positions.close();
        }
    }
}
