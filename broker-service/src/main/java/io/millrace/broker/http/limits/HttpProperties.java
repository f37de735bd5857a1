package io.millrace.broker.http.limits;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What HTTP clients may take.
 *
 * @param bodyMax largest body that is taken in one piece (JSON, raw batches, CloudEvents)
 * @param bodyHeapPercent share of the heap for request bodies that are being read
 * @param fetchHeapPercent share of the heap for answers to fetches
 * @param bodyIdleTimeout how long a body taken in one piece may stand still
 * @param streamIdleTimeout how long an NDJSON body may stand still
 * @param connectionsMax connections beyond it are answered 503 and closed
 * @param connectionIdleTimeout how long a connection may be without a request
 * @param requestsPerPrincipalMax requests and streams of one principal at a time; beyond it 429
 * @param corsAllowedOrigins origins whose pages may use the data plane; none by default
 */
@ConfigurationProperties("millrace.broker.http")
public record HttpProperties(
        @DefaultValue("10MB") DataSize bodyMax,
        @DefaultValue("25") int bodyHeapPercent,
        @DefaultValue("15") int fetchHeapPercent,
        @DefaultValue("30s") Duration bodyIdleTimeout,
        @DefaultValue("5m") Duration streamIdleTimeout,
        @DefaultValue("2000") int connectionsMax,
        @DefaultValue("75s") Duration connectionIdleTimeout,
        @DefaultValue("1500") int requestsPerPrincipalMax,
        @DefaultValue List<String> corsAllowedOrigins) {}
