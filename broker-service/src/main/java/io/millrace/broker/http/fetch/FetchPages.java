package io.millrace.broker.http.fetch;

import static io.millrace.broker.http.route.MediaTypes.CLOUD_EVENTS;
import static io.millrace.broker.http.route.MediaTypes.NDJSON;
import static io.millrace.broker.http.route.MediaTypes.RECORD_BATCH;

import io.millrace.broker.http.json.CloudEventWriter;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.RecordJson;
import io.millrace.broker.http.limits.AtLatestOnClose;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.log.LogSlice;
import io.millrace.protocol.batch.RecordCursor;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Pages of records in the media type that a request accepts. Owned by one request; blocks. */
final class FetchPages {
    private static final int JSON_GROWTH = 3;

    private final ServerRequest request;
    private final TopicMetadata topic;
    private final Partition partition;
    private final FetchQuery query;
    private final String type;

    FetchPages(
            ServerRequest request,
            TopicMetadata topic,
            Partition partition,
            FetchQuery query,
            String type) {
        this.request = request;
        this.topic = topic;
        this.partition = partition;
        this.query = query;
        this.type = type;
    }

    /** About how many bytes making the answer takes. */
    long memoryFor(LogSlice slice) {
        return slice.sizeInBytes() * (type.equals(RECORD_BATCH) ? 1L : JSON_GROWTH);
    }

    Mono<ServerResponse> of(long offset, Optional<LogSlice> slice, Offsets offsets) {
        return switch (type) {
            case RECORD_BATCH -> raw(offset, slice, offsets);
            case NDJSON -> lines(offset, slice, offsets);
            case CLOUD_EVENTS -> cloudEvents(offset, slice, offsets);
            default -> json(offset, slice, offsets);
        };
    }

    private Mono<ServerResponse> json(long offset, Optional<LogSlice> slice, Offsets offsets) {
        JsonBytes out = buffer(slice).raw(JsonBytes.ascii("{\"records\":["));
        RecordJson json = recordJson();
        int start = out.size();
        long next = walk(offset, slice, out, (o, record) -> json.write(comma(o, start), record));
        out.raw(JsonBytes.ascii("],\"next_offset\":")).number(next);
        out.raw(JsonBytes.ascii(",\"high_watermark\":")).number(offsets.highWatermark());
        out.raw(JsonBytes.ascii(",\"log_start_offset\":")).number(offsets.logStart()).raw('}');
        return answer(out, next, offsets);
    }

    private Mono<ServerResponse> lines(long offset, Optional<LogSlice> slice, Offsets offsets) {
        JsonBytes out = buffer(slice);
        RecordJson json = recordJson();
        long next =
                walk(
                        offset,
                        slice,
                        out,
                        (o, record) -> {
                            json.write(o, record);
                            o.raw('\n');
                        });
        return answer(out, next, offsets);
    }

    private Mono<ServerResponse> cloudEvents(
            long offset, Optional<LogSlice> slice, Offsets offsets) {
        JsonBytes out = buffer(slice).raw('[');
        var events =
                new CloudEventWriter(
                        topic.name().value(),
                        partition.id().partition(),
                        topic.config().contentType());
        int start = out.size();
        long next = walk(offset, slice, out, (o, record) -> events.write(comma(o, start), record));
        return answer(out.raw(']'), next, offsets);
    }

    /** Whole batches as they lie in the log, the first of which may begin below the offset. */
    private Mono<ServerResponse> raw(long offset, Optional<LogSlice> slice, Offsets offsets) {
        DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
        int size = slice.map(LogSlice::sizeInBytes).orElse(0);
        DataBuffer bytes = buffers.allocateBuffer(Math.max(1, size));
        AtomicBoolean taken = new AtomicBoolean();
        Runnable drop =
                AtLatestOnClose.of(
                        Replies.channel(request),
                        () -> {
                            if (taken.compareAndSet(false, true)) {
                                DataBufferUtils.release(bytes);
                            }
                        });
        try {
            slice.ifPresent(s -> fill(bytes, s, size));
            long next = slice.map(LogSlice::nextOffset).orElse(offset);
            return head(next, offsets)
                    .contentLength(size)
                    .body(
                            (out, _) ->
                                    taken.compareAndSet(false, true)
                                            ? out.writeWith(Mono.just(bytes))
                                                    .doFinally(_ -> drop.run())
                                            : Mono.empty());
        } catch (RuntimeException e) {
            drop.run();
            throw e;
        }
    }

    private static void fill(DataBuffer bytes, LogSlice slice, int size) {
        try (DataBuffer.ByteBufferIterator free = bytes.writableByteBuffers()) {
            int filled = 0;
            while (filled < size && free.hasNext()) {
                var part = free.next();
                part.limit(Math.min(part.limit(), part.position() + size - filled));
                filled += slice.readInto(part, filled);
            }
            if (filled < size) {
                throw new IllegalStateException("Read " + filled + " bytes of " + size);
            }
        }
        bytes.writePosition(size);
    }

    private long walk(
            long offset,
            Optional<LogSlice> slice,
            JsonBytes out,
            BiConsumer<JsonBytes, RecordCursor> write) {
        return slice.map(
                        s ->
                                RecordWalk.walk(
                                        partition,
                                        s,
                                        offset,
                                        query.maxRecords(),
                                        record -> write.accept(out, record)))
                .orElse(offset);
    }

    private static JsonBytes comma(JsonBytes out, int start) {
        return out.size() > start ? out.raw(',') : out;
    }

    private static JsonBytes buffer(Optional<LogSlice> slice) {
        return new JsonBytes(128 + slice.map(LogSlice::sizeInBytes).orElse(0) * 5 / 4);
    }

    private RecordJson recordJson() {
        return RecordJson.of(
                partition.id().partition(), topic.config().contentType(), query.base64());
    }

    private Mono<ServerResponse> answer(JsonBytes out, long next, Offsets offsets) {
        return head(next, offsets)
                .contentLength(out.size())
                .body(
                        (response, _) ->
                                response.writeWith(
                                        Mono.fromSupplier(
                                                () -> response.bufferFactory().wrap(out.view()))));
    }

    private ServerResponse.BodyBuilder head(long next, Offsets offsets) {
        String more =
                UriComponentsBuilder.fromPath(request.path())
                        .queryParams(request.queryParams())
                        .replaceQueryParam("timestamp")
                        .replaceQueryParam("offset", next)
                        .encode()
                        .toUriString();
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType(type))
                .header("Link", "<" + more + ">; rel=\"next\"")
                .header("Next-Offset", Long.toString(next))
                .header("High-Watermark", Long.toString(offsets.highWatermark()))
                .header("Log-Start-Offset", Long.toString(offsets.logStart()))
                .header("Cache-Control", "no-store");
    }
}
