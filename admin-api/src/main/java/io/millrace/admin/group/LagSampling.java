package io.millrace.admin.group;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Owns the thread that samples the lag of groups, round after round, and tells what a round leaves
 * out. A round that fails costs its samples; the next one may do better.
 */
@Component
final class LagSampling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagSampling.class);
    private static final int PATIENCE_SECONDS = 5;

    private final LagRound round;
    private final Timer time;
    private final AtomicReference<LagRound.Result> result =
            new AtomicReference<>(new LagRound.Result(0, 0, 0));
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("lag-samples").daemon().factory());

    /** Of the thread. */
    private String failing = "";

    /** Starts the rounds, the first one after a pause. */
    LagSampling(LagRound round, LagProperties properties, MeterRegistry meters) {
        this.round = round;
        this.time = Timer.builder("millrace.lag.samples.time").register(meters);
        Gauge.builder("millrace.lag.samples.groups", result, each -> each.get().sampled())
                .register(meters);
        Gauge.builder(
                        "millrace.lag.samples.groups.left.out",
                        result,
                        each -> each.get().groupsLeftOut())
                .register(meters);
        Gauge.builder(
                        "millrace.lag.samples.topics.left.out",
                        result,
                        each -> each.get().topicsLeftOut())
                .register(meters);
        long everyNanos = properties.every().toNanos();
        var _ =
                thread.scheduleAtFixedRate(
                        () -> time.record(this::run), everyNanos, everyNanos, TimeUnit.NANOSECONDS);
    }

    private void run() {
        try {
            LagRound.Result last = round.run(thread::isShutdown);
            tell(result.getAndSet(last), last);
            failing = "";
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            if (!failing.equals(e.toString())) {
                failing = e.toString();
                LOG.atWarn().setCause(e).log("The lag of groups could not be sampled");
            }
        }
    }

    /** When it begins, not each minute that it lasts. */
    private static void tell(LagRound.Result before, LagRound.Result last) {
        if (leftOut(last) > 0 && leftOut(before) == 0) {
            LOG.atInfo()
                    .addKeyValue("groups", last.sampled())
                    .addKeyValue("groupsLeftOut", last.groupsLeftOut())
                    .addKeyValue("topicsLeftOut", last.topicsLeftOut())
                    .log("Not all groups are sampled for their lag");
        }
    }

    private static int leftOut(LagRound.Result result) {
        return result.groupsLeftOut() + result.topicsLeftOut();
    }

    /**
     * Waits for the round that runs: what it asks may be closed next. It is not interrupted,
     * because a log's file may be open in it.
     */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().log("A round of lag samples has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
