package io.millrace.broker.http.tail;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.util.MultiValueMap;

/** The query of a request, read strictly: what is not known or out of range is refused. */
final class TailParameters {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)?");

    private final MultiValueMap<String, String> query;

    TailParameters(MultiValueMap<String, String> query) {
        this.query = query;
    }

    /** Refuses parameters that nobody reads, so that typos do not vanish. */
    void allowOnly(Set<String> names, String prefix) {
        for (String name : query.keySet()) {
            if (!names.contains(name)
                    && !(name.startsWith(prefix) && name.length() > prefix.length())) {
                throw Problem.of(ErrorCode.UNKNOWN_FIELD, "There is no parameter " + name)
                        .with("field", name)
                        .asException();
            }
        }
    }

    Set<String> names() {
        return query.keySet();
    }

    Optional<String> text(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw invalid(name, "is given more than once");
        }
        return values.stream().filter(value -> value != null && !value.isEmpty()).findFirst();
    }

    List<String> texts(String name) {
        return List.copyOf(query.getOrDefault(name, List.of()));
    }

    /** Everything between commas, of all occurrences. */
    List<String> list(String name) {
        List<String> parts = new ArrayList<>();
        for (String value : texts(name)) {
            parts.addAll(List.of(value.split(",", -1)));
        }
        return parts;
    }

    OptionalLong number(String name, long min, long max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(name, text.get(), min, max));
    }

    long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw invalid(name, "must be a number from " + min + " to " + max);
    }

    Optional<Duration> duration(String name, Duration min, Duration max) {
        return text(name).map(text -> duration(name, text, min, max));
    }

    <T> T choice(String name, Map<String, T> choices, T otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        T choice = choices.get(text.get());
        if (choice == null) {
            throw invalid(name, "must be one of " + String.join(", ", choices.keySet()));
        }
        return choice;
    }

    static MillraceException invalid(String name, String what) {
        return Problem.of(ErrorCode.INVALID_REQUEST, "The parameter " + name + " " + what)
                .with("field", name)
                .asException();
    }

    private static Duration duration(String name, String text, Duration min, Duration max) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            Duration duration =
                    switch (unit) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofSeconds(amount);
                    };
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        throw invalid(
                name,
                "must be a duration such as 15s, from "
                        + min.toSeconds()
                        + "s to "
                        + max.toSeconds()
                        + "s");
    }
}
