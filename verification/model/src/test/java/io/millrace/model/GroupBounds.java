package io.millrace.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How far a run of the group model goes, in the order of the README.
 *
 * @param processes members; {@code a2} is another incarnation of {@code a}
 * @param offset the largest
 * @param commits how many are sent
 */
record GroupBounds(
        String processes,
        String partitions,
        int shardEpochs,
        int groupEpochs,
        int offset,
        int commits,
        int resets) {

    /** From a row of a table, in the order of the components. */
    static GroupBounds of(String row) {
        String[] all = row.split(", ", -1);
        int[] n = Arrays.stream(all).skip(2).mapToInt(Integer::parseInt).toArray();
        return new GroupBounds(all[0], all[1], n[0], n[1], n[2], n[3], n[4]);
    }

    /**
     * @param invariants those to check, with spaces between
     */
    String config(String invariants) {
        return """
               SPECIFICATION Spec
               CONSTANTS
               None = None
               Owner = {o1, o2}
               o1 = o1
               o2 = o2
               Proc = %s
               Partition = %s
               MaxShard = %d
               MaxGroup = %d
               MaxOffset = %d
               MaxCommit = %d
               MaxReset = %d
               SYMMETRY Symm
               INVARIANTS %s
               """
                .formatted(
                        set(processes),
                        set(partitions),
                        shardEpochs,
                        groupEpochs,
                        offset,
                        commits,
                        resets,
                        invariants);
    }

    private static String set(String names) {
        return Arrays.stream(names.split(" "))
                .map(n -> '"' + n + '"')
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public String toString() {
        return "%s,%s,%d,%d,%d,%d,%d"
                .formatted(
                        processes, partitions, shardEpochs, groupEpochs, offset, commits, resets);
    }
}
