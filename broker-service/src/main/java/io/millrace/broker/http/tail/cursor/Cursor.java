package io.millrace.broker.http.tail.cursor;

import io.millrace.protocol.TopicName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A `k1` cursor: for each partition of a subscription the next offset wanted.
 *
 * <pre>
 * cursor   = "k1" 1*( "~" topic [ "!" topic-id-tag ] ":" position *( "," position ) )
 * position = partition "@" next-offset [ "e" leader-epoch ]
 * </pre>
 *
 * <p>Plain ASCII that needs no quoting in a header or a query. Clients treat it as opaque; a human
 * may still write one, and then leave tag and epoch out. Immutable.
 *
 * @param topics at least one, each name once
 */
public record Cursor(List<CursorTopic> topics) {
    /** What the first characters of every cursor are. */
    public static final String PREFIX = "k1";

    /** Longer ones are refused unread: about the space that a request line leaves. */
    public static final int LENGTH_MAX = 12_000;

    private static final Pattern TOPIC =
            Pattern.compile("([a-zA-Z0-9._-]{1,249})(?:!([0-9A-Za-z]{6}))?:([0-9@e,]+)");
    private static final Pattern POSITION =
            Pattern.compile("([0-9]{1,10})@([0-9]{1,19})(?:e([0-9]{1,10}))?");

    public Cursor {
        topics = List.copyOf(topics);
        Set<TopicName> seen = new HashSet<>();
        for (CursorTopic topic : topics) {
            if (!seen.add(topic.topic())) {
                throw new IllegalArgumentException(topic.topic().value() + " is named twice");
            }
        }
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("no topic");
        }
    }

    /** Reads a cursor; says in the exception what is wrong with it. */
    public static Cursor parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new InvalidCursorException("longer than " + LENGTH_MAX + " characters");
        }
        if (!text.startsWith(PREFIX + "~")) {
            throw new InvalidCursorException("does not begin with k1~");
        }
        List<CursorTopic> topics = new ArrayList<>();
        try {
            for (String section : text.substring(PREFIX.length() + 1).split("~", -1)) {
                topics.add(topic(section));
            }
            return new Cursor(topics);
        } catch (NumberFormatException e) {
            throw new InvalidCursorException("a number is too large");
        } catch (IllegalArgumentException e) {
            throw new InvalidCursorException(String.valueOf(e.getMessage()));
        }
    }

    /** The part about one topic, if the cursor names it. */
    public Optional<CursorTopic> topic(TopicName name) {
        return topics.stream().filter(t -> t.topic().equals(name)).findFirst();
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(PREFIX);
        for (CursorTopic topic : topics) {
            out.append('~').append(topic.topic().value());
            topic.tag().ifPresent(tag -> out.append('!').append(tag));
            char separator = ':';
            for (CursorPosition position : topic.positions()) {
                out.append(separator).append(position.partition()).append('@');
                out.append(position.nextOffset());
                position.leaderEpoch().ifPresent(epoch -> out.append('e').append(epoch));
                separator = ',';
            }
        }
        return out.toString();
    }

    private static CursorTopic topic(String section) {
        Matcher matcher = TOPIC.matcher(section);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a topic must read ~name!tag:partition@offset,…");
        }
        List<CursorPosition> positions = new ArrayList<>();
        for (String position : matcher.group(3).split(",", -1)) {
            positions.add(position(position));
        }
        Optional<String> tag = Optional.ofNullable(matcher.group(2));
        return new CursorTopic(new TopicName(matcher.group(1)), tag, positions);
    }

    private static CursorPosition position(String text) {
        Matcher matcher = POSITION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a position must read partition@offset");
        }
        String epoch = matcher.group(3);
        return new CursorPosition(
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                epoch == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(epoch)));
    }
}
