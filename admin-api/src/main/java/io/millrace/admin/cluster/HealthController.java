package io.millrace.admin.cluster;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Health for probes: {@code live} says that the process answers, the others that it can work. */
@RestController
final class HealthController {

    private final ClusterControl cluster;

    HealthController(ClusterControl cluster) {
        this.cluster = cluster;
    }

    @GetMapping({"/admin/v1/health", "/admin/v1/health/ready"})
    ResponseEntity<Map<String, Object>> ready() {
        Map<String, Object> components = new TreeMap<>();
        ClusterControl.State worst = ClusterControl.State.UP;
        for (var entry : cluster.health().entrySet()) {
            ClusterControl.Health health = entry.getValue();
            worst = health.state().compareTo(worst) > 0 ? health.state() : worst;
            Map<String, Object> component = new LinkedHashMap<>();
            component.put("status", text(health.state()));
            if (!health.detail().isEmpty()) {
                component.put("detail", health.detail());
            }
            components.put(entry.getKey(), component);
        }
        HttpStatus status =
                worst == ClusterControl.State.DOWN ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", text(worst));
        body.put("components", components);
        return ResponseEntity.status(status).body(body);
    }

    @GetMapping("/admin/v1/health/live")
    Map<String, Object> live() {
        return Map.of("status", "up", "components", Map.of());
    }

    private static String text(ClusterControl.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
