package io.millrace.admin.topic;

import io.millrace.admin.access.Caller;
import io.millrace.admin.change.Operation;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.settings.SettingsDesk;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/** Topics over HTTP: list, watch, create, bring to a state, patch, delete. */
@RestController
final class TopicController {

    private static final String TOPICS = "/admin/v1/topics";
    private static final String TOPIC = TOPICS + "/{topic:[^:]*}";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String[] LIST_PARAMETERS = {
        "name_prefix", "name_contains", "label_selector", "internal", "limit", "page_token", "watch"
    };

    private final TopicDesk desk;
    private final TopicLists lists;
    private final TopicWatch watch;
    private final SettingsDesk settings;

    TopicController(TopicDesk desk, TopicLists lists, TopicWatch watch, SettingsDesk settings) {
        this.desk = desk;
        this.lists = lists;
        this.watch = watch;
        this.settings = settings;
    }

    @GetMapping(path = TOPICS, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> list(ServerWebExchange exchange) {
        Parameters parameters = Parameters.of(exchange.getRequest(), LIST_PARAMETERS);
        if (parameters.flag("watch")) {
            throw Problem.of(
                            ErrorCode.NOT_ACCEPTABLE,
                            "watch=true answers with text/event-stream; set Accept")
                    .asException();
        }
        return lists.page(TopicFilter.of(parameters), parameters).response(exchange.getRequest());
    }

    @GetMapping(path = TOPICS, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<Flux<ServerSentEvent<TopicWatch.TopicEvent>>> watch(ServerWebExchange exchange) {
        Parameters parameters = Parameters.of(exchange.getRequest(), LIST_PARAMETERS);
        if (!parameters.flag("watch")) {
            throw Problem.of(
                            ErrorCode.NOT_ACCEPTABLE,
                            "A stream of changes is for watch=true; else Accept application/json")
                    .asException();
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
                .header("X-Accel-Buffering", "no")
                .body(watch.watch(TopicFilter.of(parameters)));
    }

    @PostMapping(path = TOPICS, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> create(ServerWebExchange exchange, @RequestBody byte[] body) {
        boolean dryRun = dryRun(exchange);
        TopicRequests.State wanted = TopicRequests.create(body);
        TopicName name = TopicNames.newName(wanted.name().orElse(""));
        return answer(desk.create(Caller.of(exchange).principal(), name, wanted, dryRun));
    }

    @GetMapping(TOPIC)
    ResponseEntity<?> get(ServerWebExchange exchange, @PathVariable String topic) {
        Parameters.of(exchange.getRequest());
        TopicDesk.Found found = desk.get(TopicNames.name(topic));
        String known = exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH);
        return known != null && Preconditions.matches(known, Optional.of(found.etag()))
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(found.etag()).build()
                : ResponseEntity.ok().eTag(found.etag()).body(lists.view(found));
    }

    @PutMapping(path = TOPIC, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> put(
            ServerWebExchange exchange, @PathVariable String topic, @RequestBody byte[] body) {
        boolean dryRun = dryRun(exchange);
        return answer(
                desk.put(
                        Caller.of(exchange).principal(),
                        TopicNames.newName(topic),
                        TopicRequests.put(body),
                        preconditions(exchange),
                        dryRun));
    }

    @PatchMapping(
            path = TOPIC,
            consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<?> patch(
            ServerWebExchange exchange, @PathVariable String topic, @RequestBody byte[] body) {
        boolean dryRun = dryRun(exchange);
        return answer(
                desk.change(
                        Caller.of(exchange).principal(),
                        TopicNames.name(topic),
                        present -> TopicRequests.patch(body, present),
                        preconditions(exchange),
                        TopicDesk.Found::etag,
                        dryRun));
    }

    @DeleteMapping(TOPIC)
    ResponseEntity<?> delete(ServerWebExchange exchange, @PathVariable String topic) {
        TopicDesk.Result result =
                desk.delete(
                        Caller.of(exchange).principal(),
                        TopicNames.name(topic),
                        preconditions(exchange),
                        dryRun(exchange));
        return result.plan() == null
                ? ResponseEntity.noContent().build()
                : ResponseEntity.ok(result.plan());
    }

    private ResponseEntity<?> answer(TopicDesk.Result result) {
        if (result.plan() != null) {
            return ResponseEntity.ok(result.plan());
        }
        TopicDesk.Found found = result.topic();
        TopicView view = lists.view(found);
        return (result.operation() == Operation.CREATE
                        ? ResponseEntity.created(URI.create(TOPICS + "/" + view.name()))
                        : ResponseEntity.ok())
                .eTag(found.etag())
                .body(view);
    }

    private Preconditions preconditions(ServerWebExchange exchange) {
        return Preconditions.of(exchange.getRequest(), settings.get().requireIfMatch());
    }

    private static boolean dryRun(ServerWebExchange exchange) {
        return Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
    }
}
