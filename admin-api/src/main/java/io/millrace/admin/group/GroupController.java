package io.millrace.admin.group;

import io.millrace.admin.access.Caller;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.settings.SettingsDesk;
import io.millrace.admin.topic.Preconditions;
import io.millrace.protocol.group.GroupDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** Consumer groups over HTTP: list, describe, move positions and move them back, delete. */
@RestController
final class GroupController {
    private static final String GROUPS = "/admin/v1/groups";
    static final String GROUP = GROUPS + "/{group}";

    private final GroupLists lists;
    private final GroupDesk desk;
    private final SettingsDesk settings;

    GroupController(GroupLists lists, GroupDesk desk, SettingsDesk settings) {
        this.lists = lists;
        this.desk = desk;
        this.settings = settings;
    }

    @GetMapping(GROUPS)
    ResponseEntity<Page> list(ServerHttpRequest request) {
        return lists.page(Parameters.of(request, "name_prefix", "state", "limit", "page_token"))
                .response(request);
    }

    /** The ETag is that of the offsets only: what it is sent with must not be kept. */
    @GetMapping(GROUP)
    ResponseEntity<GroupView> get(ServerWebExchange exchange, @PathVariable String group) {
        Parameters.of(exchange.getRequest());
        GroupDescription found = desk.get(GroupNames.id(group));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .eTag(GroupDesk.etag(found.offsetsTag()))
                .body(desk.view(found));
    }

    @PostMapping(path = GROUP + "/offsets:reset", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<MovesView> reset(
            ServerWebExchange exchange, @PathVariable String group, @RequestBody byte[] body) {
        ResetRequest request = ResetRequest.parse(body);
        return answer(desk.reset(GroupNames.id(group), request, order(exchange, request.fence())));
    }

    @PostMapping(GROUP + "/offsets:undo")
    ResponseEntity<MovesView> undo(
            ServerWebExchange exchange,
            @PathVariable String group,
            @RequestBody(required = false) byte @Nullable [] body) {
        boolean fence = body != null && body.length > 0 && ResetRequest.fence(body);
        return answer(desk.undo(GroupNames.id(group), order(exchange, fence)));
    }

    @DeleteMapping(GROUP)
    ResponseEntity<?> delete(ServerWebExchange exchange, @PathVariable String group) {
        GroupDesk.Order order = order(exchange, false);
        desk.delete(GroupNames.id(group), order);
        return order.dryRun()
                ? ResponseEntity.ok(Plan.of(Operation.DELETE, List.of(), List.of()))
                : ResponseEntity.noContent().build();
    }

    private static ResponseEntity<MovesView> answer(GroupDesk.Moved moved) {
        return ResponseEntity.ok().eTag(moved.etag()).body(moved.view());
    }

    private GroupDesk.Order order(ServerWebExchange exchange, boolean fence) {
        return new GroupDesk.Order(
                Caller.of(exchange).principal(),
                Preconditions.of(exchange.getRequest(), settings.get().requireIfMatch()),
                fence,
                Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run"));
    }
}
