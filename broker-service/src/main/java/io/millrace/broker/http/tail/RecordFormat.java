package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.CloudEventWriter;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.RecordJson;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reader is given of a record. Owned by the stream's thread. */
interface RecordFormat {
    /** The bytes to send; a tombstone has none where only values are sent. */
    byte[] payload(TailPosition at, TailRecord record);

    /** The whole record as one line of JSON, rendered once for all readers. */
    static RecordFormat envelope() {
        Envelopes envelopes = new Envelopes(false);
        return (at, record) -> record.envelope(() -> envelopes.payload(at, record));
    }

    /** The whole record, keys and values always as base64. */
    static RecordFormat base64Envelope() {
        return new Envelopes(true);
    }

    /** The bytes of the value, as they were written. */
    static RecordFormat value() {
        return (at, record) -> {
            byte[] value = record.value();
            return value == null ? new byte[0] : value;
        };
    }

    /** A CloudEvent in JSON, as one line. */
    static RecordFormat cloudEvent() {
        Map<TailPosition, CloudEventWriter> writers = new HashMap<>();
        return (at, record) -> {
            CloudEventWriter events = writers.computeIfAbsent(at, RecordFormat::cloudEvents);
            byte[] value = record.value();
            JsonBytes out = new JsonBytes(256 + (value == null ? 0 : value.length * 2));
            events.write(
                    out,
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    buffer(value),
                    record.headers());
            return out.toByteArray();
        };
    }

    private static CloudEventWriter cloudEvents(TailPosition at) {
        TailTopic topic = at.topic();
        return new CloudEventWriter(topic.name().value(), at.index(), topic.config().contentType());
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /** Renders with what depends on topic and partition prepared. */
    final class Envelopes implements RecordFormat {
        private final Map<TailPosition, RecordJson> writers = new HashMap<>();
        private final boolean base64;

        private Envelopes(boolean base64) {
            this.base64 = base64;
        }

        @Override
        public byte[] payload(TailPosition at, TailRecord record) {
            RecordJson json = writers.computeIfAbsent(at, this::writer);
            byte[] value = record.value();
            JsonBytes out = new JsonBytes(160 + (value == null ? 0 : value.length * 2));
            json.write(
                    out,
                    record.offset(),
                    record.timestamp(),
                    buffer(record.key()),
                    buffer(value),
                    record.headers());
            return out.toByteArray();
        }

        private RecordJson writer(TailPosition at) {
            String topic = at.topic().name().value();
            return RecordJson.of(topic, at.index(), at.topic().config().contentType(), base64);
        }
    }
}
