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
