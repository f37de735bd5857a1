package io.millrace.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How to follow topics.
 *
 * @param from earliest, latest or a record time, where no cursor says better
 * @param cursor of an earlier event, to go on behind it
 * @param query more parameters, for example {@code key=42&format=value}; empty for none
 * @param maxEventChars of one event; a longer one ends the tail
 * @param bufferedChars of events that nobody has taken; beyond it the stream is not read on
 * @param idleTimeout without any byte, heartbeats included, after which the connection counts as
 *     dead
 */
public record TailConfig(
        String from,
        Optional<String> cursor,
        String query,
        int maxEventChars,
        int bufferedChars,
        Duration idleTimeout) {
    public static final TailConfig DEFAULTS =
            new TailConfig(
                    "latest", Optional.empty(), "", 16 << 20, 4 << 20, Duration.ofSeconds(60));

    public TailConfig startingAt(String position) {
        return new TailConfig(position, cursor, query, maxEventChars, bufferedChars, idleTimeout);
    }

    public TailConfig resumingBehind(String lastCursor) {
        return new TailConfig(
                from, Optional.of(lastCursor), query, maxEventChars, bufferedChars, idleTimeout);
    }

    public TailConfig withQuery(String parameters) {
        return new TailConfig(from, cursor, parameters, maxEventChars, bufferedChars, idleTimeout);
    }

    public TailConfig withIdleTimeout(Duration time) {
        return new TailConfig(from, cursor, query, maxEventChars, bufferedChars, time);
    }
}
