package io.millrace.broker.http.produce;

import io.millrace.broker.http.body.Body;
import io.millrace.broker.http.json.CloudEventReader;
import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.http.json.EnvelopeRead;
import io.millrace.broker.http.json.EnvelopeRead.Envelopes;
import io.millrace.broker.http.json.EnvelopeRead.Malformed;
import io.millrace.broker.http.json.Timestamps;
import io.millrace.broker.http.json.ValueShape;
import io.millrace.broker.http.route.MediaTypes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordHeader;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Makes records of bodies that are events, without an envelope. Owned by one request. */
final class EventReader {
    private static final String RECORD_HEADER = "record-header-";
    private static final String CE = "ce-";

    private final ServerRequest request;
    private final HttpHeaders headers;
    private final String type;
    private final int eventsMax;

    EventReader(ServerRequest request, int eventsMax) {
        this.request = request;
        this.headers = request.headers().asHttpHeaders();
        this.type = MediaTypes.ofBody(request);
        this.eventsMax = eventsMax;
    }

    /** Whether the request may bring several events, so that it is answered as a batch. */
    boolean isBatch() {
        return type.equals(MediaTypes.CLOUD_EVENTS);
    }

    EnvelopeRead read(Body body) {
        if (isBatch() || type.equals(MediaTypes.CLOUD_EVENT)) {
            boolean binary = request.queryParam("ce").filter("binary"::equals).isPresent();
            return CloudEventReader.read(
                    body.bytes(), 0, body.size(), isBatch(), eventsMax, binary);
        }
        try {
            return new Envelopes(List.of(record(body)));
        } catch (MillraceException e) {
            return new Malformed(e.problem());
        }
    }

    private Envelope record(Body body) {
        Map<String, String> attributes = attributes();
        List<RecordHeader> record = new ArrayList<>();
        if (!attributes.isEmpty()) {
            // Without ce-specversion it is no CloudEvent; stored, it would have lost what it names.
            CloudEventReader.objection(attributes)
                    .ifPresent(
                            problem -> {
                                throw problem.asException();
                            });
            record.addAll(CloudEventReader.headers(attributes));
        }
        String contentType = headers.getFirst("Content-Type");
        if (contentType != null) {
            record.add(new RecordHeader(ValueShape.CONTENT_TYPE, sent(contentType)));
        }
        headers.forEach((name, values) -> recordHeader(record, name, values));
        boolean tombstone = "true".equals(headers.getFirst("Record-Tombstone"));
        return new Envelope(
                key(attributes.get("partitionkey")),
                tombstone ? null : body.buffer().slice(),
                record,
                partition(),
                timestamp(),
                Optional.empty());
    }

    private static void recordHeader(List<RecordHeader> record, String name, List<String> values) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith(RECORD_HEADER) && lower.length() > RECORD_HEADER.length()) {
            for (String value : values) {
                record.add(new RecordHeader(lower.substring(RECORD_HEADER.length()), sent(value)));
            }
        }
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        headers.forEach(
                (name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.startsWith(CE)) {
                        attributes.put(
                                lower.substring(CE.length()), decoded(name, values.getFirst()));
                    }
                });
        return attributes;
    }

    /** The HTTP binding percent-encodes what is not plain ASCII. */
    private static String decoded(String name, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(name, "is not percent-encoded well");
        }
    }

    private @Nullable ByteBuffer key(@Nullable String partitionKey) {
        String key = headers.getFirst("Record-Key");
        String base64 = headers.getFirst("Record-Key-Base64");
        if (key != null && base64 != null) {
            throw invalid("Record-Key", "and Record-Key-Base64 exclude each other");
        }
        if (key != null) {
            return ByteBuffer.wrap(sent(key));
        }
        if (base64 != null) {
            try {
                return ByteBuffer.wrap(Base64.getDecoder().decode(base64.strip()));
            } catch (IllegalArgumentException e) {
                throw invalid("Record-Key-Base64", "is not base64");
            }
        }
        return partitionKey == null
                ? null
                : ByteBuffer.wrap(partitionKey.getBytes(StandardCharsets.UTF_8));
    }

    private int partition() {
        String text = headers.getFirst("Record-Partition");
        if (text == null) {
            return Envelope.UNSET;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw invalid("Record-Partition", "must be an integer from 0");
        }
        return Integer.parseInt(text);
    }

    private long timestamp() {
        String text = headers.getFirst("Record-Timestamp");
        if (text == null) {
            return Envelope.UNSET;
        }
        return Timestamps.parse(text.strip())
                .orElseThrow(
                        () ->
                                Problem.notAppended(
                                                ErrorCode.INVALID_TIMESTAMP,
                                                "Record-Timestamp must be RFC 3339 or epoch"
                                                        + " milliseconds, from 1970 to 9999")
                                        .with("field", "Record-Timestamp")
                                        .asException());
    }

    /** The bytes of a header as they came: the server reads each as one character. */
    private static byte[] sent(String header) {
        return header.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static RuntimeException invalid(String name, String rule) {
        return Problem.notAppended(ErrorCode.INVALID_REQUEST, name + " " + rule)
                .with("field", name)
                .asException();
    }
}
