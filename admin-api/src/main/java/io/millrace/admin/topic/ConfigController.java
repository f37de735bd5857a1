package io.millrace.admin.topic;

import io.millrace.admin.access.Caller;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.settings.SettingsDesk;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.config.ConfigKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** A topic's configs over HTTP, each with its value, default and meaning. */
@RestController
final class ConfigController {

    private static final String CONFIGS = "/admin/v1/topics/{topic}/configs";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final List<ConfigKey> KEYS =
            ConfigKey.all().stream().sorted(Comparator.comparing(ConfigKey::configName)).toList();

    private final TopicDesk desk;
    private final SettingsDesk settings;

    ConfigController(TopicDesk desk, SettingsDesk settings) {
        this.desk = desk;
        this.settings = settings;
    }

    @GetMapping("/admin/v1/topic-configs")
    Map<String, List<ConfigView>> keys() {
        return Map.of("items", KEYS.stream().map(ConfigView::of).toList());
    }

    @GetMapping(CONFIGS)
    ResponseEntity<?> get(ServerWebExchange exchange, @PathVariable String topic) {
        TopicDesk.Found found = desk.get(TopicNames.name(topic));
        String known = exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH);
        return known != null && Preconditions.matches(known, Optional.of(found.configsEtag()))
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(found.configsEtag()).build()
                : answer(found);
    }

    @PutMapping(path = CONFIGS, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> put(
            ServerWebExchange exchange, @PathVariable String topic, @RequestBody byte[] body) {
        return change(exchange, topic, present -> TopicRequests.configs(body));
    }

    @PatchMapping(
            path = CONFIGS,
            consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<?> patch(
            ServerWebExchange exchange, @PathVariable String topic, @RequestBody byte[] body) {
        return change(exchange, topic, present -> TopicRequests.configPatch(body, present));
    }

    @DeleteMapping(CONFIGS + "/{config}")
    ResponseEntity<?> reset(
            ServerWebExchange exchange, @PathVariable String topic, @PathVariable String config) {
        if (ConfigKey.named(config).isEmpty()) {
            throw Problem.of(ErrorCode.INVALID_CONFIG, config + " is no topic setting")
                    .asException();
        }
        return change(
                exchange,
                topic,
                present -> {
                    Map<String, String> rest = new TreeMap<>(present);
                    rest.remove(config);
                    return rest;
                });
    }

    private ResponseEntity<?> change(
            ServerWebExchange exchange, String topic, UnaryOperator<Map<String, String>> configs) {
        boolean dryRun = Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
        TopicDesk.Result result =
                desk.change(
                        Caller.of(exchange).principal(),
                        TopicNames.name(topic),
                        present ->
                                new TopicRequests.State(
                                        Optional.empty(),
                                        present.description(),
                                        present.labels(),
                                        present.annotations(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        configs.apply(present.configs())),
                        Preconditions.of(exchange.getRequest(), settings.get().requireIfMatch()),
                        TopicDesk.Found::configsEtag,
                        dryRun);
        return result.plan() == null ? answer(result.topic()) : ResponseEntity.ok(result.plan());
    }

    private static ResponseEntity<?> answer(TopicDesk.Found found) {
        Map<String, String> overrides = found.topic().config().overrides();
        return ResponseEntity.ok()
                .eTag(found.configsEtag())
                .body(
                        Map.of(
                                "items",
                                KEYS.stream()
                                        .map(key -> ConfigView.of(key).valued(overrides))
                                        .toList()));
    }
}
