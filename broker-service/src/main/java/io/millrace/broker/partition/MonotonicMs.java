package io.millrace.broker.partition;

import java.util.function.LongSupplier;

/** Clocks that never go back, in milliseconds. */
public final class MonotonicMs {
    public static final LongSupplier SYSTEM = () -> System.nanoTime() / 1_000_000;

    private MonotonicMs() {}
}
