package io.millrace.broker.http.route;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The media types of the data plane, and which of them a request is about. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String NDJSON = "application/x-ndjson";
    public static final String JSON_LINES = "application/jsonl";
    public static final String RECORD_BATCH = "application/vnd.kafka.batch";
    public static final String CLOUD_EVENT = "application/cloudevents+json";
    public static final String CLOUD_EVENTS = "application/cloudevents-batch+json";
    public static final String EVENT_STREAM = "text/event-stream";

    private MediaTypes() {}

    /** The body's type in lower case without parameters; empty if the request has none. */
    public static String ofBody(ServerRequest request) {
        return essence(request.headers().firstHeader("Content-Type"));
    }

    /**
     * The best of the types offered for the request's {@code Accept}.
     *
     * @param offered the first one answers a request without preference
     * @throws io.millrace.protocol.MillraceException with {@code not_acceptable}
     */
    public static String accepted(ServerRequest request, List<String> offered) {
        List<MediaType> wanted = wanted(request);
        if (wanted.isEmpty()) {
            return offered.getFirst();
        }
        String best = null;
        double quality = 0;
        for (String offer : offered) {
            MediaType type = MediaType.parseMediaType(offer);
            for (MediaType range : wanted) {
                if (range.includes(type) && range.getQualityValue() > quality) {
                    quality = range.getQualityValue();
                    best = offer;
                }
            }
        }
        if (best == null) {
            throw Problem.of(ErrorCode.NOT_ACCEPTABLE, "This can be had as other media types only")
                    .with("acceptable", offered)
                    .asException();
        }
        return best;
    }

    /**
     * What the request's {@code Accept} names.
     *
     * @throws io.millrace.protocol.MillraceException with {@code invalid_request} if it is
     *     malformed
     */
    public static List<MediaType> wanted(ServerRequest request) {
        try {
            return request.headers().accept();
        } catch (InvalidMediaTypeException e) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "Accept is malformed")
                    .with("field", "Accept")
                    .asException();
        }
    }

    /** The problem {@code unsupported_media_type}, to be thrown. */
    public static RuntimeException unsupported(String given, List<String> supported) {
        String detail =
                given.isEmpty() ? "The body has no Content-Type" : given + " is not taken here";
        return Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail)
                .with("supported", supported)
                .asException();
    }

    /**
     * Bodies are taken as they are; one that is compressed would be stored like that, and nobody
     * told.
     *
     * @throws io.millrace.protocol.MillraceException with {@code unsupported_media_type}
     */
    public static void refuseEncodings(ServerRequest request) {
        for (String encoding : request.headers().header("Content-Encoding")) {
            if (!encoding.strip().equalsIgnoreCase("identity")) {
                throw Problem.notAppended(
                                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                                "A body with a Content-Encoding is not taken here")
                        .with("supported", List.of("identity"))
                        .asException();
            }
        }
    }

    private static String essence(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
