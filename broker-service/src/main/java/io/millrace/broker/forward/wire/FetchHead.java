package io.millrace.broker.forward.wire;

import io.millrace.broker.forward.LedPartition;
import java.util.OptionalInt;

/** Asks for committed batches. */
record FetchHead(LedPartition partition, long offset, int maxBytes, OptionalInt lastFetchedEpoch) {}
