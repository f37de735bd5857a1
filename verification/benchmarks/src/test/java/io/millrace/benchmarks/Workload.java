package io.millrace.benchmarks;

import java.util.Random;

/**
 * What both sides of a comparison are asked to do.
 *
 * @param records how many, spread over the partitions in turn
 * @param batchBytes batch size of both producers
 * @param lingerMs how long a batch may wait to fill, in milliseconds
 * @param inFlight requests without answer per connection
 */
record Workload(
        int partitions, int records, int recordBytes, int batchBytes, int lingerMs, int inFlight) {

    static Workload of(int partitions, int records) {
        return new Workload(partitions, records, 1024, 64 * 1024, 5, 5);
    }

    Workload withRecords(int count) {
        return new Workload(partitions, count, recordBytes, batchBytes, lingerMs, inFlight);
    }

    /** Bytes that do not compress, the same in every run. */
    byte[] value() {
        byte[] value = new byte[recordBytes];
        new Random(42).nextBytes(value);
        return value;
    }

    double mebibytes() {
        return (double) records * recordBytes / (1 << 20);
    }
}
