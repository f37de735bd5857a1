package io.millrace.log.producer;

import io.millrace.log.producer.History.Entry;
import io.millrace.log.producer.History.MarkedRequest;
import io.millrace.protocol.batch.RequestMark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The rules, read off the whole history for each question: slow, and too simple to be wrong. */
final class NaiveProducers {
    private final History history;
    private final long expiryMs;
    private final long keyRetentionMs;

    NaiveProducers(History history, ProducerLimits limits) {
        this.history = history;
        this.expiryMs = limits.producerExpiry().toMillis();
        this.keyRetentionMs = limits.keyRetention().toMillis();
    }

    String checkSequence(long id, int epoch, int first, int last, long now) {
        List<Entry> mine =
                history.entries.stream().filter(e -> e.batch().producerId() == id).toList();
        mine = sinceLastSilence(mine, Entry::appendTimeMs, now);
        if (mine.isEmpty()) {
            return first == 0 ? "new" : "gap 0";
        }
        short current = mine.getLast().batch().producerEpoch();
        if (epoch < current) {
            return "stale " + current;
        }
        if (epoch > current) {
            return first == 0 ? "new" : "gap 0";
        }
        mine = mine.stream().filter(e -> e.batch().producerEpoch() == current).toList();
        for (Entry e : mine.subList(Math.max(0, mine.size() - 5), mine.size())) {
            if (e.batch().baseSequence() == first && e.batch().lastSequence() == last) {
                return "duplicate " + e.batch().baseOffset() + " " + e.batch().lastOffset();
            }
        }
        int expected = (int) ((mine.getLast().batch().lastSequence() + 1L) % (1L << 31));
        return first == expected ? "new" : "gap " + expected;
    }

    String checkMark(RequestMark mark, Sequencing sequencing, long now) {
        List<MarkedRequest> mine =
                history.markedRequests().stream()
                        .filter(
                                r ->
                                        (r.mark().kind() == RequestMark.Kind.KEY)
                                                == (mark.kind() == RequestMark.Kind.KEY))
                        .filter(r -> r.mark().identity().equals(mark.identity()))
                        .toList();
        return mark.kind() == RequestMark.Kind.KEY
                ? checkKey(mine, mark, now)
                : checkSequenced(mine, mark, sequencing, now);
    }

    private String checkKey(List<MarkedRequest> mine, RequestMark mark, long now) {
        if (mine.isEmpty() || now - mine.getLast().appendTimeMs() > keyRetentionMs) {
            return "new";
        }
        MarkedRequest original = mine.getLast();
        if (!original.mark().fingerprint().equals(mark.fingerprint())) {
            return "reuse";
        }
        return "duplicate " + offsets(original);
    }

    private String checkSequenced(
            List<MarkedRequest> all, RequestMark mark, Sequencing sequencing, long now) {
        List<MarkedRequest> mine = sinceLastSilence(all, MarkedRequest::appendTimeMs, now);
        long last = -1;
        List<MarkedRequest> window = List.of();
        if (!mine.isEmpty()) {
            int current = mine.getLast().mark().epoch();
            if (mark.epoch() < current) {
                return "stale " + current;
            }
            if (mark.epoch() == current) {
                window = mine.stream().filter(r -> r.mark().epoch() == current).toList();
                window = window.subList(Math.max(0, window.size() - 64), window.size());
                last = window.getLast().mark().lastSeq();
            }
        }
        var duplicates = new ArrayList<Long>();
        long expected = last + 1;
        int lines = mark.kind() == RequestMark.Kind.LINES ? mark.records() : 1;
        for (int i = 0; i < lines; i++) {
            long number = mark.seqOf(i);
            if (number <= last) {
                MarkedRequest original = null;
                int line = 0;
                for (MarkedRequest r : window) {
                    for (int k = r.mark().records() - 1; k >= 0; k--) {
                        if (r.mark().seqOf(k) == number) {
                            original = r;
                            line = k;
                        }
                    }
                }
                if (original == null) {
                    return "gap " + (last + 1);
                }
                if (mark.kind() == RequestMark.Kind.REQUEST) {
                    return "duplicate " + offsets(original);
                }
                duplicates.add(original.firstOffset() + line);
            } else if (sequencing == Sequencing.CONTIGUOUS && number != expected++) {
                return "gap " + (last + 1);
            }
        }
        if (duplicates.size() == lines) {
            return "duplicate " + duplicates;
        }
        return duplicates.isEmpty() ? "new" : "partly " + duplicates;
    }

    private static List<Long> offsets(MarkedRequest request) {
        var offsets = new ArrayList<Long>();
        for (int i = 0; i < request.mark().records(); i++) {
            offsets.add(request.firstOffset() + i);
        }
        return offsets;
    }

    private <T> List<T> sinceLastSilence(List<T> all, ToLongFunction<T> time, long now) {
        int from = 0;
        for (int i = 1; i < all.size(); i++) {
            if (time.applyAsLong(all.get(i)) - time.applyAsLong(all.get(i - 1)) > expiryMs) {
                from = i;
            }
        }
        return all.isEmpty() || now - time.applyAsLong(all.getLast()) > expiryMs
                ? List.of()
                : all.subList(from, all.size());
    }
}
