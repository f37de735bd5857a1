package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.AssignedReads.Place;
import io.millrace.broker.http.tail.AssignedReads.Start;
import io.millrace.broker.http.tail.AssignedReads.Telling;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Reads for a stream partitions that somebody was given. Owned by the stream's thread. */
public final class AssignedTail implements AutoCloseable {
    private static final int BYTES_SOFT = 32 << 10;
    private static final int BYTES_HARD = 128 << 10;

    private final AssignedReads reads;
    private final TailPositions positions;
    private final boolean latest;
    private final TailReader reader;

    AssignedTail(
            AssignedReads reads,
            TailService service,
            TailPositions positions,
            boolean latest,
            Telling telling) {
        this.reads = reads;
        this.positions = positions;
        this.latest = latest;
        this.reader = service.assigned(positions, new Envelopes(telling));
    }

    /** Records as their envelopes. */
    private record Envelopes(Telling telling) implements RecordFrames {
        private static final RecordFormat FORMAT = RecordFormat.envelope();

        @Override
        public boolean record(JsonBytes out, TailPosition at, TailRecord record) {
            telling.record(out, Place.of(at), FORMAT.payload(at, record));
            return true;
        }

        @Override
        public void gap(JsonBytes out, Gap gap) {
            telling.gap(out, gap.toJson());
        }
    }

    /** Whether a read may bring something now. */
    public boolean hasWork() {
        return positions.size() > 0 && reader.hasWork();
    }

    /** Has the thread called when there is more. */
    public void callWhenReadable(Runnable wakeUp) {
        reader.callWhenReadable(wakeUp);
    }

    /** Time of {@link System#nanoTime} when what is not to be read now may be, if that comes. */
    public OptionalLong worthWakingAt() {
        return reader.worthWakingAt();
    }

    /** Tells what there is; says why nothing can be read any more, if so. */
    public Optional<Problem> read(JsonBytes out, int recordsMax) {
        return reader.read(out, new TailReader.Portion(BYTES_SOFT, BYTES_HARD, recordsMax))
                .map(TailPage::failure)
                .map(failure -> failure.problem());
    }

    /**
     * Gives up what is not kept and begins others; what is kept goes on as if nothing had happened.
     *
     * @param added those of topics that this broker does not know, yet or any more, are left out
     */
    public void change(Set<PartitionId> kept, Map<PartitionId, Start> added) {
        reads.change(positions, kept, added, latest);
    }

    /** Where it stands now. */
    public List<Place> places() {
        return Place.of(positions);
    }

    /** Topic → partition → records that are there and were not told. */
    public Map<String, Map<String, Long>> lag() {
        Map<String, Map<String, Long>> lag = new TreeMap<>();
        for (TailPosition position : positions.all()) {
            lag.computeIfAbsent(position.topic().name().value(), topic -> new TreeMap<>())
                    .put(Integer.toString(position.index()), position.lag());
        }
        return lag;
    }

    @Override
    public void close() {
        positions.close();
    }
}
