package io.millrace.log;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Finds slices by offset. Any thread; takes no lock. */
final class LogReader {
    private final LogState state;

    LogReader(LogState state) {
        this.state = state;
    }

    LogSlice read(long offset, long endExclusive, int maxBytes) {
        return search(
                segments ->
                        read(
                                segments.all(),
                                segments.indexOf(offset),
                                offset,
                                endExclusive,
                                maxBytes));
    }

    OptionalLong firstRecord(long offset, long endExclusive) {
        return search(segments -> firstRecord(segments, offset, endExclusive));
    }

    private static OptionalLong firstRecord(SegmentList segments, long offset, long endExclusive) {
        List<Segment> all = segments.all();
        for (int i = all.isEmpty() ? 0 : segments.indexOf(offset); i < all.size(); i++) {
            Segment segment = all.get(i);
            int end = segment.end().position();
            BatchHeader first = segment.find(offset, end);
            HeaderWalk walk = new HeaderWalk(segment, first == null ? end : first.position(), end);
            for (BatchHeader batch = walk.next(); batch != null; batch = walk.next()) {
                long at = Math.max(offset, batch.baseOffset());
                if (at >= endExclusive) {
                    return OptionalLong.empty();
                }
                if (!batch.isControl()) {
                    return OptionalLong.of(at);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Again if segments were cut or rewritten under it. */
    private <T> T search(Function<SegmentList, T> search) {
        while (true) {
            SegmentList segments = state.segments();
            try {
                return search.apply(segments);
            } catch (SliceGoneException e) {
                if (segments.equals(state.segments())) {
                    throw e;
                }
            }
        }
    }

    private LogSlice read(
            List<Segment> segments, int index, long offset, long endExclusive, int maxBytes) {
        long logEnd = segments.isEmpty() ? state.logEnd() : segments.getLast().end().offset();
        if (offset < state.logStart() || offset > logEnd) {
            throw new OffsetOutOfRangeException(offset, state.logStart(), logEnd);
        }
        long limit = Math.min(endExclusive, logEnd);
        long from = offset;
        for (int i = index; i < segments.size() && segments.get(i).baseOffset() < limit; i++) {
            Segment segment = segments.get(i);
            SegmentEnd end = segment.end();
            SegmentEnd bound = limit < end.offset() ? boundAt(segment, end, limit) : end;
            BatchHeader first = segment.find(from, bound.position());
            if (first != null) {
                return new LogSlice(segment, first, trimmed(segment, first, bound, maxBytes));
            }
            from = Math.max(from, bound.offset());
        }
        return LogSlice.emptyAt(Math.min(from, limit));
    }

    /** Where the first batch starts that isn't wholly below the limit. */
    private SegmentEnd boundAt(Segment segment, SegmentEnd end, long limit) {
        LogState.Durable durable = state.durable();
        if (durable.segment() == segment && durable.end().offset() == limit) {
            return durable.end();
        }
        BatchHeader above = segment.find(limit, end.position());
        return above == null
                ? new SegmentEnd(limit, end.position())
                : new SegmentEnd(Math.min(limit, above.baseOffset()), above.position());
    }

    /** As many whole batches as fit, at least the first. */
    private static SegmentEnd trimmed(
            Segment segment, BatchHeader first, SegmentEnd bound, int maxBytes) {
        long positionMax = first.position() + (long) Math.max(maxBytes, first.sizeInBytes());
        if (positionMax >= bound.position()) {
            return bound;
        }
        SegmentEnd end = new SegmentEnd(first.nextOffset(), first.end());
        if (segment.indexesAreIntact()) {
            OffsetIndex.Entry near = segment.offsets().atOrBeforePosition((int) positionMax);
            if (near.position() > end.position()) {
                end = new SegmentEnd(near.offset(), near.position());
            }
        }
        HeaderWalk walk = new HeaderWalk(segment, end.position(), bound.position());
        BatchHeader next = walk.next();
        while (next != null && next.end() <= positionMax) {
            end = new SegmentEnd(next.nextOffset(), next.end());
            next = walk.next();
        }
        return end;
    }
}
