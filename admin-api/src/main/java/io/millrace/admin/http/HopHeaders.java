package io.millrace.admin.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Leaves out the headers that are about one connection only (RFC 9110, 7.6.1). */
final class HopHeaders {
    private static final Set<String> ALWAYS =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private HopHeaders() {}

    /**
     * Hands over all other headers.
     *
     * @param connection the values of {@code Connection}, which may name more of them
     */
    static void copyOthers(
            Iterable<? extends Map.Entry<String, String>> headers,
            List<String> connection,
            BiConsumer<String, String> to) {
        Set<String> left = new HashSet<>(ALWAYS);
        connection.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .forEach(left::add);
        headers.forEach(
                header -> {
                    if (!left.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                        to.accept(header.getKey(), header.getValue());
                    }
                });
    }
}
