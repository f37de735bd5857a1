package io.millrace.groups;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.protocol.TopicName;

/**
 * A regular expression that whole topic names match: RE2's syntax, which takes linear time on any
 * name. At most 1,000 characters.
 */
public record TopicPattern(String text) {
    public static final int MAX_LENGTH = 1000;

    /**
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public TopicPattern {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A topic pattern has 1 to 1000 characters, this one " + text.length());
        }
        try {
            var _ = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "A topic pattern is a regular expression (RE2): " + e.getDescription(), e);
        }
    }

    /** To match many names by. */
    Matching matching() {
        return new Matching(Pattern.compile(text));
    }

    record Matching(Pattern pattern) {
        boolean matches(TopicName name) {
            return pattern.matches(name.value());
        }
    }
}
