package io.millrace.broker.http.problem;

import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** What a request is called in answers and in the log: its trace id, 32 hexadecimal digits. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final SplittableRandom RANDOM = new SplittableRandom();

    private RequestId() {}

    /** The id of the request, given on the first call. */
    public static String of(ServerWebExchange exchange) {
        String known = exchange.getAttribute(ATTRIBUTE);
        if (known != null) {
            return known;
        }
        String id = choose(exchange.getRequest().getHeaders().getFirst("traceparent"));
        exchange.getAttributes().put(ATTRIBUTE, id);
        return id;
    }

    private static String choose(@Nullable String traceparent) {
        if (traceparent != null) {
            var matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        synchronized (RANDOM) {
            HexFormat hex = HexFormat.of();
            return hex.toHexDigits(RANDOM.nextLong()) + hex.toHexDigits(RANDOM.nextLong());
        }
    }
}
