package io.millrace.broker.forward;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How many calls go to other brokers, how long they take and how they end. Any thread. */
final class ForwardMetrics {
    private final MeterRegistry registry;

    ForwardMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** How a call ended, as its meter's tag says. */
    enum Ending {
        ANSWERED("answered"),
        REFUSED("refused"),
        NOT_SENT("not_sent"),
        UNKNOWN("unknown");

        private final String tag;

        Ending(String tag) {
            this.tag = tag;
        }
    }

    void ended(Call call, Ending ending, long beganNanos) {
        Timer.builder("millrace.forward.time")
                .description("Calls to the brokers that lead")
                .tag("call", call.tag())
                .tag("ending", ending.tag)
                .register(registry)
                .record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
    }
}
