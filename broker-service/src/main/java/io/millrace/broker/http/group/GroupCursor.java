package io.millrace.broker.http.group;

import io.millrace.broker.http.tail.cursor.InvalidCursorException;
import io.millrace.protocol.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code g1} cursor: the membership that it is of, and where the member stands in each partition.
 *
 * <pre>
 * cursor   = "g1." session "." member-epoch "." ( "e" / "l" ) "." seal *( "~" topic "!" tag ":" position *( "," position ) )
 * position = partition "@" ( next-offset "e" leader-epoch / "-" ) [ "r" ]
 * </pre>
 *
 * <p>Opaque to clients. Immutable.
 *
 * @param memberEpoch the last that the member has heard of
 * @param latest whether partitions that nobody has committed anything of are read from their end
 */
record GroupCursor(long session, long memberEpoch, boolean latest, List<Position> positions) {
    static final int LENGTH_MAX = 256 << 10;

    private static final String PREFIX = "g1.";
    private static final Pattern HEAD =
            Pattern.compile("([0-9]{1,18})\\.([0-9]{1,18})\\.([el])\\.([0-9A-Za-z_-]{22})");
    private static final Pattern TOPIC =
            Pattern.compile("([a-zA-Z0-9._-]{1,249})!([0-9A-Za-z]{6}):([0-9@er,-]+)");
    private static final Pattern POSITION =
            Pattern.compile("([0-9]{1,9})@(?:([0-9]{1,18})e([0-9]{1,9})|-)(r?)");

    GroupCursor {
        positions = List.copyOf(positions);
    }

    /**
     * A position.
     *
     * @param tag tells the topic from others of its name
     * @param next where to go on; empty if the member has read nothing of what it gives up
     * @param revoked whether the member was told to give the partition up
     */
    record Position(
            TopicName topic, String tag, int partition, Optional<Next> next, boolean revoked) {}

    /**
     * @param leaderEpoch of the record before
     */
    record Next(long offset, int leaderEpoch) {}

    /**
     * Reads a cursor that this cluster has given to this very member.
     *
     * @throws InvalidCursorException for any other text
     */
    static GroupCursor read(String text, CursorSeal seal) {
        if (text.length() > LENGTH_MAX) {
            throw new InvalidCursorException("longer than " + LENGTH_MAX + " characters");
        }
        if (!text.startsWith(PREFIX)) {
            throw new InvalidCursorException("does not begin with g1.");
        }
        String[] sections = text.substring(PREFIX.length()).split("~", -1);
        Matcher head = HEAD.matcher(sections[0]);
        if (!head.matches()) {
            throw new InvalidCursorException("is cut or changed");
        }
        List<Position> positions = new ArrayList<>();
        for (int n = 1; n < sections.length; n++) {
            addTopic(sections[n], positions);
        }
        GroupCursor cursor =
                new GroupCursor(
                        Long.parseLong(head.group(1)),
                        Long.parseLong(head.group(2)),
                        head.group(3).equals("l"),
                        positions);
        if (!seal.fits(head.group(4), cursor.unsealed())) {
            throw new InvalidCursorException("is not of this member, or changed");
        }
        return cursor;
    }

    private static void addTopic(String section, List<Position> positions) {
        Matcher topic = TOPIC.matcher(section);
        if (!topic.matches()) {
            throw new InvalidCursorException("is cut or changed");
        }
        for (String each : topic.group(3).split(",", -1)) {
            Matcher position = POSITION.matcher(each);
            if (!position.matches()) {
                throw new InvalidCursorException("is cut or changed");
            }
            positions.add(
                    new Position(
                            new TopicName(topic.group(1)),
                            topic.group(2),
                            Integer.parseInt(position.group(1)),
                            next(position),
                            !position.group(4).isEmpty()));
        }
    }

    private static Optional<Next> next(Matcher position) {
        String offset = position.group(2);
        return offset == null
                ? Optional.empty()
                : Optional.of(
                        new Next(Long.parseLong(offset), Integer.parseInt(position.group(3))));
    }

    String write(CursorSeal seal) {
        return head() + "." + seal.of(unsealed()) + tail();
    }

    private String unsealed() {
        return head() + tail();
    }

    private String head() {
        return PREFIX + session + "." + memberEpoch + "." + (latest ? "l" : "e");
    }

    /** Positions of one topic stand together. */
    private String tail() {
        StringBuilder out = new StringBuilder();
        TopicName topic = null;
        for (Position position : positions) {
            if (position.topic().equals(topic)) {
                out.append(',');
            } else {
                topic = position.topic();
                out.append('~').append(topic.value());
                out.append('!').append(position.tag()).append(':');
            }
            out.append(position.partition()).append('@');
            position.next()
                    .ifPresentOrElse(
                            next ->
                                    out.append(next.offset())
                                            .append('e')
                                            .append(next.leaderEpoch()),
                            () -> out.append('-'));
            if (position.revoked()) {
                out.append('r');
            }
        }
        return out.toString();
    }
}
