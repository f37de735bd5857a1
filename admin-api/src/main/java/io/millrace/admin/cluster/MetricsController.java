package io.millrace.admin.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** This process's meters, for Prometheus. */
@RestController
final class MetricsController {

    private static final MediaType TEXT =
            MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

    private final PrometheusMeterRegistry meters;

    MetricsController(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    @GetMapping("/admin/v1/metrics")
    ResponseEntity<byte[]> scrape() {
        return ResponseEntity.ok().contentType(TEXT).body(meters.scrape().getBytes(UTF_8));
    }
}
