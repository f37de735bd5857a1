package io.millrace.broker.partition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.log.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one partition, by Kafka's names where Kafka has one. Counters are shared per topic.
 */
final class PartitionMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Counter bytesIn;
    private final Counter messagesIn;
    private final Counter unreadDeleted;
    private final AtomicLong unreadExpiring = new AtomicLong();
    private final List<Meter> own = new ArrayList<>();

    PartitionMetrics(MeterRegistry registry, String topic, int partition, EventLog log) {
        this.registry = registry;
        bytesIn =
                Counter.builder("millrace.topic.bytes.in")
                        .description("Bytes of batches that were appended")
                        .baseUnit("bytes")
                        .tag("topic", topic)
                        .register(registry);
        messagesIn =
                Counter.builder("millrace.topic.messages.in")
                        .description("Records that were appended")
                        .tag("topic", topic)
                        .register(registry);
        unreadDeleted =
                Counter.builder("millrace.topic.unread.deleted")
                        .description("Offsets that retention deleted before a group had read them")
                        .tag("topic", topic)
                        .register(registry);
        Tags tags = Tags.of("topic", topic, "partition", Integer.toString(partition));
        gauge("millrace.log.start.offset", tags, log, EventLog::logStartOffset);
        gauge("millrace.log.end.offset", tags, log, EventLog::logEndOffset);
        gauge("millrace.log.high.watermark", tags, log, EventLog::highWatermark);
        own.add(
                Gauge.builder("millrace.log.unread.expiring", unreadExpiring, AtomicLong::get)
                        .description(
                                "Offsets that a group has still to read, and that retention"
                                        + " deletes soon or keeps only for groups")
                        .tags(tags)
                        .register(registry));
    }

    private void gauge(String name, Tags tags, EventLog log, ToDoubleFunction<EventLog> value) {
        own.add(Gauge.builder(name, log, value).tags(tags).register(registry));
    }

    void appended(int records, int bytes) {
        messagesIn.increment(records);
        bytesIn.increment(bytes);
    }

    void unreadDeleted(long offsets) {
        unreadDeleted.increment((double) offsets);
    }

    /** Answers what it was before. */
    long unreadExpiring(long offsets) {
        return unreadExpiring.getAndSet(offsets);
    }

    /** Takes the partition's own meters away; those of its topic stay. */
    @Override
    public void close() {
        own.forEach(registry::remove);
    }
}
