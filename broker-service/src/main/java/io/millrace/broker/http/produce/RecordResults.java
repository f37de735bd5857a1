package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.problem.Problems;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of each record of a request. Partition loops write, each to places of its own;
 * whoever reads has waited for all of them.
 */
final class RecordResults {
    private static final byte[] PARTITION = JsonBytes.ascii("{\"partition\":");
    private static final byte[] OFFSET = JsonBytes.ascii(",\"offset\":");
    private static final byte[] TIMESTAMP = JsonBytes.ascii(",\"timestamp\":");
    private static final byte[] ID = JsonBytes.ascii(",\"id\":");
    private static final byte[] SEQ = JsonBytes.ascii(",\"seq\":");
    private static final byte[] DUPLICATE = JsonBytes.ascii(",\"duplicate\":");
    private static final byte[] PROBLEM = JsonBytes.ascii("{\"problem\":");
    private static final byte[] TRUE = JsonBytes.ascii("true");
    private static final byte[] FALSE = JsonBytes.ascii("false");
    private static final long NO_TIME = -1;

    private final List<Envelope> records;
    private final int[] partitions;
    private final long[] offsets;
    private final long[] timestamps;
    private final boolean[] duplicates;
    private final @Nullable Problem[] problems;

    RecordResults(List<Envelope> records) {
        int count = records.size();
        this.records = records;
        this.partitions = new int[count];
        this.offsets = new long[count];
        this.timestamps = new long[count];
        this.duplicates = new boolean[count];
        this.problems = new @Nullable Problem[count];
    }

    void stored(int index, int partition, long offset, long timestampMs) {
        partitions[index] = partition;
        offsets[index] = offset;
        timestamps[index] = timestampMs;
        problems[index] = null;
    }

    /** The record's time is not known any more unless the client gave it. */
    void duplicate(int index, int partition, long offset) {
        stored(index, partition, offset, records.get(index).timestampMs());
        duplicates[index] = true;
    }

    void failed(int index, Problem problem) {
        problems[index] = problem;
    }

    int size() {
        return records.size();
    }

    @Nullable Problem problem(int index) {
        return problems[index];
    }

    int partition(int index) {
        return partitions[index];
    }

    long offset(int index) {
        return offsets[index];
    }

    boolean allStored() {
        for (Problem problem : problems) {
            if (problem != null) {
                return false;
            }
        }
        return true;
    }

    boolean allDuplicates() {
        for (int i = 0; i < size(); i++) {
            if (problems[i] != null || !duplicates[i]) {
                return false;
            }
        }
        return true;
    }

    /** The reason for which all records failed, if it is one. */
    Optional<Problem> commonProblem() {
        Problem first = null;
        boolean unknown = false;
        for (Problem problem : problems) {
            if (problem == null || (first != null && problem.code() != first.code())) {
                return Optional.empty();
            }
            first = first == null ? problem : first;
            unknown |= problem.outcome() == Outcome.UNKNOWN;
        }
        return Optional.ofNullable(first)
                .map(p -> p.withOutcome(outcome(p)))
                .map(unknown ? p -> p.withOutcome(Outcome.UNKNOWN) : p -> p);
    }

    private static Outcome outcome(Problem problem) {
        return problem.outcome() == null ? Outcome.NOT_APPENDED : problem.outcome();
    }

    /** Appends one result of a batch. */
    void write(JsonBytes out, int index) {
        open(out, index);
        if (problems[index] == null) {
            if (timestamps[index] != NO_TIME) {
                out.raw(TIMESTAMP).timestamp(timestamps[index]);
            }
            if (duplicates[index]) {
                out.raw(DUPLICATE).raw(TRUE);
            }
        }
        close(out, index);
    }

    /**
     * Appends one receipt of a stream.
     *
     * @param seq of the line; -1 if the stream is not sequenced
     */
    void writeReceipt(JsonBytes out, int index, long seq) {
        open(out, index);
        if (seq >= 0) {
            out.raw(SEQ).number(seq);
            if (problems[index] == null) {
                out.raw(DUPLICATE).raw(duplicates[index] ? TRUE : FALSE);
            }
        }
        close(out, index);
    }

    private void open(JsonBytes out, int index) {
        Problem problem = problems[index];
        if (problem != null) {
            out.raw(PROBLEM);
            Problems.write(out, problem);
        } else {
            out.raw(PARTITION).number(partitions[index]).raw(OFFSET).number(offsets[index]);
        }
    }

    private void close(JsonBytes out, int index) {
        records.get(index).id().ifPresent(id -> out.raw(ID).string(id));
        out.raw('}');
    }
}
