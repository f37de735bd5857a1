package io.millrace.protocol.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What values a setting takes, and how its text becomes a value. */
public sealed interface ConfigType {
    /**
     * The value of a text: a Long, a Double, a String or a {@code Set<String>}.
     *
     * @throws IllegalArgumentException with a sentence for people if the text is not allowed
     */
    Object parse(String text);

    /** The kind of value in one word: integer, number, string or list. */
    String kind();

    /** What is allowed, for people. */
    String range();

    static ConfigType millis(long min) {
        return new Whole(min, Long.MAX_VALUE, "milliseconds");
    }

    static ConfigType bytes(long min, long max) {
        return new Whole(min, max, "bytes");
    }

    static ConfigType count(long min, long max) {
        return new Whole(min, max, "");
    }

    static ConfigType ratio() {
        return new Ratio();
    }

    static ConfigType oneOf(String... choices) {
        return new Choice(List.of(choices));
    }

    static ConfigType setOf(String... choices) {
        return new Choices(List.of(choices));
    }

    static ConfigType mediaType() {
        return new MediaType();
    }

    /** A whole number from min to max, of some unit. */
    record Whole(long min, long max, String unit) implements ConfigType {
        @Override
        public Object parse(String text) {
            try {
                long value = Long.parseLong(text.strip());
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Told below: the text is no such number.
            }
            throw new IllegalArgumentException("must be " + range());
        }

        @Override
        public String kind() {
            return "integer";
        }

        @Override
        public String range() {
            String of = unit.isEmpty() ? "" : " " + unit;
            return max == Long.MAX_VALUE
                    ? "a whole number from " + min + of
                    : "a whole number from " + min + " to " + max + of;
        }
    }

    /** A number from 0 to 1. */
    record Ratio() implements ConfigType {
        @Override
        public Object parse(String text) {
            try {
                double value = Double.parseDouble(text.strip());
                if (value >= 0 && value <= 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Told below: the text is no such number.
            }
            throw new IllegalArgumentException("must be " + range());
        }

        @Override
        public String kind() {
            return "number";
        }

        @Override
        public String range() {
            return "a number from 0 to 1";
        }
    }

    /** One of some words. */
    record Choice(List<String> choices) implements ConfigType {
        public Choice {
            choices = List.copyOf(choices);
        }

        @Override
        public Object parse(String text) {
            if (choices.contains(text.strip())) {
                return text.strip();
            }
            throw new IllegalArgumentException("must be " + range());
        }

        @Override
        public String kind() {
            return "string";
        }

        @Override
        public String range() {
            return "one of " + String.join(", ", choices);
        }
    }

    /** One or more of some words, with commas between them. */
    record Choices(List<String> choices) implements ConfigType {
        public Choices {
            choices = List.copyOf(choices);
        }

        @Override
        public Object parse(String text) {
            Set<String> chosen = new LinkedHashSet<>();
            Arrays.stream(text.split(",", -1)).map(String::strip).forEach(chosen::add);
            if (choices.containsAll(chosen)) {
                return Set.copyOf(chosen);
            }
            throw new IllegalArgumentException("must be " + range());
        }

        @Override
        public String kind() {
            return "list";
        }

        @Override
        public String range() {
            return "one or more of " + String.join(", ", choices);
        }
    }

    /** A media type without control characters, or nothing. */
    record MediaType() implements ConfigType {
        private static final Pattern SYNTAX =
                Pattern.compile(
                        "[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+(;[ -~]*)?");
        private static final int MAX_LENGTH = 200;

        @Override
        public Object parse(String text) {
            String type = text.strip();
            if (type.isEmpty() || (type.length() <= MAX_LENGTH && SYNTAX.matcher(type).matches())) {
                return type;
            }
            throw new IllegalArgumentException("must be " + range());
        }

        @Override
        public String kind() {
            return "string";
        }

        @Override
        public String range() {
            return "a media type such as application/json, or empty";
        }
    }
}
