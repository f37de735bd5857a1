package io.millrace.broker.forward.wire;

import io.millrace.broker.forward.LedPartition;

/**
 * Asks something about a partition; the path says what.
 *
 * @param argument an offset or a time in milliseconds since 1970; 0 where there is none
 * @param patienceMs how long the answer is waited for
 */
record Question(LedPartition partition, long argument, long patienceMs) {}
