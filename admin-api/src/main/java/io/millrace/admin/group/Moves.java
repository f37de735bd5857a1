package io.millrace.admin.group;

import io.millrace.admin.change.Change;
import io.millrace.admin.group.MovesView.MoveView;
import io.millrace.admin.json.Times;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.LogPositions.FoundRecord;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.group.OffsetMove;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Positions that are moved, told with what that means in the log. */
final class Moves {
    private final KnownTopics topics;
    private final Map<PartitionId, OffsetMove> moves;

    Moves(KnownTopics topics, Map<PartitionId, OffsetMove> moves) {
        this.topics = topics;
        this.moves = moves;
    }

    /** For the audit. */
    List<Change> changes() {
        return named().stream()
                .map(
                        named -> {
                            OffsetMove move = move(named);
                            return new Change(
                                    "/offsets/" + named.topic() + "/" + named.id().partition(),
                                    orNull(move.from()),
                                    orNull(move.to()));
                        })
                .toList();
    }

    /** Asks the leaders, and does without those that do not answer. */
    List<MoveView> views(PartitionControl partitions) {
        List<NamedPartition> named = named();
        Map<PartitionId, LogPositions> logs =
                partitions.positions(named.stream().map(this::question).toList());
        return named.stream().map(each -> view(each, move(each), logs.get(each.id()))).toList();
    }

    /** Those that stay where they are, are none. */
    private List<NamedPartition> named() {
        return topics.named(moves.keySet()).stream()
                .filter(named -> !move(named).from().equals(move(named).to()))
                .toList();
    }

    private OffsetMove move(NamedPartition named) {
        OffsetMove move = moves.get(named.id());
        if (move == null) {
            throw new IllegalStateException("no move of " + named);
        }
        return move;
    }

    private PositionQuestion question(NamedPartition named) {
        Set<Long> offsets = new HashSet<>();
        move(named).from().ifPresent(offsets::add);
        move(named).to().ifPresent(offsets::add);
        return new PositionQuestion(named, offsets, OptionalLong.empty());
    }

    private static MoveView view(
            NamedPartition named, OffsetMove move, @Nullable LogPositions log) {
        boolean known = log != null && move.from().isPresent() && move.to().isPresent();
        long forward =
                known
                        ? within(log, move.to().getAsLong()) - within(log, move.from().getAsLong())
                        : 0;
        return new MoveView(
                named.topic().value(),
                named.id().partition(),
                orNull(move.from()),
                orNull(move.to()),
                known ? Math.max(0, forward) : null,
                known ? Math.max(0, -forward) : null,
                time(log, move.from()),
                time(log, move.to()));
    }

    private static long within(@Nullable LogPositions log, long offset) {
        return log == null
                ? offset
                : Math.min(Math.max(offset, log.logStartOffset()), log.highWatermark());
    }

    private static @Nullable String time(@Nullable LogPositions log, OptionalLong offset) {
        if (log == null || offset.isEmpty()) {
            return null;
        }
        FoundRecord found = log.records().get(offset.getAsLong());
        return found == null || found.appendTimeMs().isEmpty()
                ? null
                : Times.text(Instant.ofEpochMilli(found.appendTimeMs().getAsLong()));
    }

    private static @Nullable Long orNull(OptionalLong offset) {
        return offset.isPresent() ? offset.getAsLong() : null;
    }
}
