package io.millrace.coordinator.controller;

import java.util.concurrent.atomic.AtomicLong;

/** The highest metadata version that anybody has told of. Any thread. */
final class HighestSeen {

    private final AtomicLong version = new AtomicLong();

    void told(long seen) {
        version.accumulateAndGet(seen, Math::max);
    }

    long version() {
        return version.get();
    }
}
