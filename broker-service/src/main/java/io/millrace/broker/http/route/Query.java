package io.millrace.broker.http.route;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;

/** A request's query, whose names and values are checked: mistyped parameters do not vanish. */
public final class Query {
    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @throws io.millrace.protocol.MillraceException with {@code unknown_field} for a parameter
     *     that is not allowed, {@code invalid_request} for one that is repeated
     */
    public static Query of(ServerRequest request, Set<String> allowed) {
        MultiValueMap<String, String> all = request.queryParams();
        for (Map.Entry<String, List<String>> parameter : all.entrySet()) {
            String name = parameter.getKey();
            if (!allowed.contains(name)) {
                throw Problem.of(ErrorCode.UNKNOWN_FIELD, "There is no parameter " + name)
                        .with("field", name)
                        .asException();
            }
            if (parameter.getValue().size() > 1) {
                throw invalid(name, "can be given once");
            }
        }
        return new Query(all.toSingleValueMap());
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** One of some words; the first is the default. */
    public String word(String name, List<String> words) {
        String word = values.getOrDefault(name, words.getFirst());
        if (!words.contains(word)) {
            throw invalid(name, "must be one of " + String.join(", ", words));
        }
        return word;
    }

    public boolean flag(String name) {
        return word(name, List.of("false", "true")).equals("true");
    }

    public int integer(String name, int min, int max, int otherwise) {
        return integer(name, min, max).orElse(otherwise);
    }

    public OptionalInt integer(String name, int min, int max) {
        String text = values.get(name);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException e) {
            // Not a number: told below.
        }
        throw invalid(name, "must be an integer from " + min + " to " + max);
    }

    public static RuntimeException invalid(String name, String rule) {
        return Problem.of(ErrorCode.INVALID_REQUEST, name + " " + rule)
                .with("field", name)
                .asException();
    }
}
