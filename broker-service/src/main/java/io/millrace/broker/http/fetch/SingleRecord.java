package io.millrace.broker.http.fetch;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.RecordJson;
import io.millrace.broker.http.json.Timestamps;
import io.millrace.broker.http.json.ValueShape;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.FetchOutcome.Empty;
import io.millrace.broker.partition.FetchOutcome.Fetched;
import io.millrace.broker.partition.FetchOutcome.Refused;
import io.millrace.broker.partition.Partition;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordCursor;
import io.millrace.protocol.batch.RecordHeader;
import io.millrace.protocol.metadata.TopicMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** One record, which never changes. */
record SingleRecord(TopicMetadata topic, int partition, long offset) {
    private static final int HEADER_LENGTH_MAX = 4_096;
    private static final String ENVELOPE = "envelope";

    /** Whether the client has it already in this shape. */
    boolean isKnownTo(ServerRequest request, String shape) {
        String etag = etag(shape);
        return request.headers().header("If-None-Match").stream()
                .flatMap(tags -> List.of(tags.split(",")).stream())
                .anyMatch(tag -> tag.strip().equals(etag) || tag.strip().equals("W/" + etag));
    }

    Mono<ServerResponse> notModified(String shape) {
        return ServerResponse.status(304)
                .headers(
                        headers -> {
                            headers.set("ETag", etag(shape));
                            headers.set("Vary", "Accept");
                        })
                .build();
    }

    /** Blocks. */
    Mono<ServerResponse> answer(Partition log, String shape, boolean base64) {
        FetchOutcome outcome = PartitionReads.patience().fetch(log, offset, 1);
        AtomicReference<@Nullable Mono<ServerResponse>> answer = new AtomicReference<>();
        switch (outcome) {
            case Refused(Problem problem) ->
                    throw problem.with("topic", topic.name().value())
                            .with("partition", partition)
                            .asException();
            case Empty _ -> {}
            case Fetched fetched -> {
                var _ =
                        RecordWalk.walk(
                                log,
                                fetched.slice(),
                                offset,
                                1,
                                record -> {
                                    if (record.offset() == offset) {
                                        answer.set(render(record, shape, base64));
                                    }
                                });
            }
        }
        Mono<ServerResponse> found = answer.get();
        if (found == null) {
            throw Problem.of(ErrorCode.RECORD_NOT_FOUND, "There is no record at offset " + offset)
                    .with("topic", topic.name().value())
                    .with("partition", partition)
                    .asException();
        }
        return found;
    }

    private Mono<ServerResponse> render(RecordCursor record, String shape, boolean base64) {
        var answer =
                ServerResponse.ok()
                        .header("ETag", etag(shape))
                        .header("Cache-Control", "private, max-age=31536000, immutable")
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Vary", "Accept");
        if (shape.equals(ENVELOPE)) {
            JsonBytes json = new JsonBytes(256 + Math.max(0, record.valueSize()));
            RecordJson.of(topic.name().value(), partition, topic.config().contentType(), base64)
                    .write(json, record);
            return Replies.json(answer, json);
        }
        byte[] value = record.valueBytes();
        byte[] body = value == null ? new byte[0] : value;
        MediaType type = type(record.headers(), body);
        answer.contentType(type)
                .header("Record-Partition", Integer.toString(partition))
                .header("Record-Offset", Long.toString(record.offset()))
                .header("Record-Timestamp", Timestamps.format(record.timestamp()));
        key(answer, record.keyBytes());
        recordHeaders(answer, record.headers());
        if (value == null) {
            answer.header("Record-Tombstone", "true");
        }
        if (!ValueShape.isJson(type.toString())) {
            answer.header("Content-Disposition", "attachment");
        }
        return Replies.bytes(answer, body);
    }

    /**
     * What the record or its topic says, if that is a media type at all; else what it looks like.
     */
    private MediaType type(List<RecordHeader> headers, byte[] value) {
        String declared = ValueShape.contentType(headers, topic.config().contentType());
        if (!declared.isEmpty()) {
            try {
                return MediaType.parseMediaType(declared);
            } catch (InvalidMediaTypeException e) {
                return MediaType.APPLICATION_OCTET_STREAM;
            }
        }
        return switch (ValueShape.of("", value, 0, value.length)) {
            case JSON -> MediaType.APPLICATION_JSON;
            case TEXT -> new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
            case BINARY -> MediaType.APPLICATION_OCTET_STREAM;
        };
    }

    private static void key(ServerResponse.BodyBuilder answer, byte @Nullable [] key) {
        if (key == null) {
            return;
        }
        if (isPrintable(key)) {
            answer.header("Record-Key", new String(key, StandardCharsets.US_ASCII));
        } else if (key.length <= HEADER_LENGTH_MAX) {
            answer.header("Record-Key-Base64", Base64.getEncoder().encodeToString(key));
        }
    }

    /** Only what an HTTP header can say; the envelope has all. */
    private static void recordHeaders(
            ServerResponse.BodyBuilder answer, List<RecordHeader> headers) {
        int room = HEADER_LENGTH_MAX;
        for (RecordHeader header : headers) {
            byte[] value = header.value();
            if (value == null
                    || header.name().equalsIgnoreCase(ValueShape.CONTENT_TYPE)
                    || !header.name().matches("[A-Za-z0-9_.-]{1,100}")
                    || !isPrintable(value)) {
                continue;
            }
            room -= header.name().length() + value.length;
            if (room > 0) {
                answer.header(
                        "Record-Header-" + header.name(),
                        new String(value, StandardCharsets.US_ASCII));
            }
        }
    }

    private static boolean isPrintable(byte[] text) {
        if (text.length == 0 || text.length > HEADER_LENGTH_MAX) {
            return false;
        }
        for (byte b : text) {
            if (b < 0x20 || b == 0x7f) {
                return false;
            }
        }
        return text[0] != ' ' && text[text.length - 1] != ' ';
    }

    /**
     * Names topic id, partition and offset; the envelope has a tag of its own, since a strong tag
     * stands for the same bytes.
     */
    private String etag(String shape) {
        String place = topic.id().value() + "/" + partition + "/" + offset;
        return "\"" + place + (shape.equals(ENVELOPE) ? "/" + ENVELOPE : "") + "\"";
    }
}
