package io.millrace.broker.http.tail;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Habits of tails.
 *
 * @param positionEvery how often a filtered SSE stream tells its position while records are skipped
 * @param cursorEvery how often an NDJSON stream tells its cursor while there is progress
 * @param leaderWait how long a stream waits for a partition's leader
 * @param pages bytes of decoded records kept for readers at the same position; 0 is 1/32 of the
 *     heap
 */
@ConfigurationProperties("millrace.broker.tail")
public record TailProperties(
        @DefaultValue("10s") Duration positionEvery,
        @DefaultValue("1s") Duration cursorEvery,
        @DefaultValue("5s") Duration leaderWait,
        @DefaultValue("0B") DataSize pages) {

    long pageBytes() {
        return pages.toBytes() > 0 ? pages.toBytes() : Runtime.getRuntime().maxMemory() / 32;
    }
}
