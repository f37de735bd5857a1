package io.millrace.broker.partition;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.log.LogDirectory;
import java.util.List;

/** The meters of all partitions together. */
final class HostMetrics {
    private HostMetrics() {}

    static void bind(
            MeterRegistry registry,
            LogDirectory directory,
            ProduceBudget budget,
            List<PartitionLoop> loops) {
        Gauge.builder("millrace.produce.queue.bytes", budget, ProduceBudget::bytes)
                .description("Bytes of batches that wait to be appended")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("millrace.produce.queue.requests", budget, ProduceBudget::requests)
                .description("Produce requests that are not yet answered")
                .register(registry);
        Gauge.builder(
                        "millrace.loop.queue.size",
                        loops,
                        all -> all.stream().mapToInt(PartitionLoop::queueSize).sum())
                .description("Tasks that wait for a partition loop")
                .register(registry);
        Gauge.builder(
                        "millrace.log.directory.read.only",
                        directory,
                        open -> open.belowReserve() ? 1 : 0)
                .description("1 while the disk is below its reserve and appends are refused")
                .register(registry);
    }
}
