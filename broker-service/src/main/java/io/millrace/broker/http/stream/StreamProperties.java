package io.millrace.broker.http.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits and habits of all streams.
 *
 * @param max streams that the process serves at a time
 * @param perPrincipal streams that one principal has at a time; all anonymous readers are one
 * @param lifetime a stream is closed after this time, one fifth more or less; its reader comes back
 * @param silence how long a stream is silent before it says that it lives
 * @param stall a stream whose reader takes nothing for this long is closed
 * @param reauthenticateEvery how often a stream's credentials are checked again
 * @param drain over which time streams are closed when the process ends
 * @param buffers bytes under way to all readers together; 0 is a quarter of the heap
 */
@ConfigurationProperties("millrace.broker.streams")
public record StreamProperties(
        @DefaultValue("1900") int max,
        @DefaultValue("1200") int perPrincipal,
        @DefaultValue("15m") Duration lifetime,
        @DefaultValue("15s") Duration silence,
        @DefaultValue("60s") Duration stall,
        @DefaultValue("15s") Duration reauthenticateEvery,
        @DefaultValue("10s") Duration drain,
        @DefaultValue("0B") DataSize buffers) {

    long bufferBytes() {
        return buffers.toBytes() > 0 ? buffers.toBytes() : Runtime.getRuntime().maxMemory() / 4;
    }
}
