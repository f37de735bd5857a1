package io.millrace.broker.http.tail;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits and habits of streams.
 *
 * @param streamsMax streams that the process serves at a time
 * @param streamsPerPrincipal streams that one principal has at a time; all anonymous readers are
 *     one
 * @param lifetime a stream is closed after this time, one fifth more or less; its reader comes back
 * @param silence how long a stream is silent before it says that it lives
 * @param stall a stream whose reader takes nothing for this long is closed
 * @param positionEvery how often a filtered SSE stream tells its position while records are skipped
 * @param cursorEvery how often an NDJSON stream tells its cursor while there is progress
 * @param reauthenticateEvery how often a stream's credentials are checked again
 * @param leaderWait how long a stream waits for a partition's leader
 * @param drain over which time streams are closed when the process ends
 * @param buffers bytes under way to all readers together; 0 is a quarter of the heap
 * @param pages bytes of decoded records kept for readers at the same position; 0 is 1/32 of the
 *     heap
 */
@ConfigurationProperties("millrace.broker.tail")
public record TailProperties(
        @DefaultValue("1900") int streamsMax,
        @DefaultValue("1200") int streamsPerPrincipal,
        @DefaultValue("15m") Duration lifetime,
        @DefaultValue("15s") Duration silence,
        @DefaultValue("60s") Duration stall,
        @DefaultValue("10s") Duration positionEvery,
        @DefaultValue("1s") Duration cursorEvery,
        @DefaultValue("15s") Duration reauthenticateEvery,
        @DefaultValue("5s") Duration leaderWait,
        @DefaultValue("10s") Duration drain,
        @DefaultValue("0B") DataSize buffers,
        @DefaultValue("0B") DataSize pages) {

    long bufferBytes() {
        return buffers.toBytes() > 0 ? buffers.toBytes() : Runtime.getRuntime().maxMemory() / 4;
    }

    long pageBytes() {
        return pages.toBytes() > 0 ? pages.toBytes() : Runtime.getRuntime().maxMemory() / 32;
    }
}
