package io.millrace.admin.page;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The query parameters of a request, read strictly: unknown ones and bad values are refused. */
public final class Parameters {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1000;
    private static final int LENGTH_MAX = 1000;

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    public static Parameters of(ServerHttpRequest request, String... allowed) {
        Set<String> known = Set.of(allowed);
        request.getQueryParams()
                .forEach(
                        (name, given) -> {
                            if (!known.contains(name)) {
                                throw wrong(name, "There is no parameter " + name);
                            }
                            if (given.size() > 1 || given.getFirst() == null) {
                                throw wrong(name, name + " must be given once, with a value");
                            }
                            if (given.getFirst().length() > LENGTH_MAX) {
                                throw wrong(name, name + " is too long");
                            }
                            if (given.getFirst().indexOf('\0') >= 0) {
                                throw wrong(name, name + " must not contain NUL");
                            }
                        });
        return new Parameters(request.getQueryParams().toSingleValueMap());
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** One of some words, or none. */
    public Optional<String> word(String name, Set<String> words) {
        Optional<String> given = text(name);
        if (given.filter(word -> !words.contains(word)).isPresent()) {
            throw wrong(name, name + " must be one of " + String.join(", ", new TreeSet<>(words)));
        }
        return given;
    }

    public boolean flag(String name) {
        return text(name)
                .map(
                        value ->
                                switch (value) {
                                    case "true" -> true;
                                    case "false" -> false;
                                    default -> throw wrong(name, name + " must be true or false");
                                })
                .orElse(false);
    }

    public int limit() {
        return text("limit")
                .map(
                        value -> {
                            try {
                                int limit = Integer.parseInt(value);
                                if (limit >= 1 && limit <= LIMIT_MAX) {
                                    return limit;
                                }
                            } catch (NumberFormatException e) {
                                // Told below: the text is no such number.
                            }
                            throw wrong("limit", "limit must be from 1 to " + LIMIT_MAX);
                        })
                .orElse(LIMIT_DEFAULT);
    }

    /** The last key of the page before, as {@link #token} wrote it. */
    public Optional<String> after() {
        return text("page_token")
                .map(
                        value -> {
                            try {
                                String key =
                                        new String(
                                                Base64.getUrlDecoder().decode(value),
                                                StandardCharsets.UTF_8);
                                if (token(key).equals(value)) {
                                    return key;
                                }
                            } catch (IllegalArgumentException e) {
                                // No Base64: told below.
                            }
                            throw wrong("page_token", "page_token is none of ours");
                        });
    }

    public static String token(String lastKey) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(lastKey.getBytes(StandardCharsets.UTF_8));
    }

    public static MillraceException wrong(String parameter, String detail) {
        return Problem.of(ErrorCode.INVALID_REQUEST, detail)
                .with("parameter", parameter)
                .asException();
    }
}
