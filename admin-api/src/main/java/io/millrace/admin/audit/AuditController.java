package io.millrace.admin.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.admin.json.Times;
import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Lists the audit, newest first. */
@RestController
final class AuditController {

    private static final Set<String> RESOURCE_TYPES =
            Set.of(
                    "topic",
                    "group",
                    "session",
                    "settings",
                    "partition",
                    "reassignment",
                    "broker",
                    "cluster");

    private final AuditEntries entries;

    AuditController(AuditEntries entries) {
        this.entries = entries;
    }

    /** One entry, as the API tells it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String id,
            String at,
            String principal,
            String action,
            String resourceType,
            String resourceName,
            String outcome,
            @Nullable String problemCode,
            @JsonRawValue String changes) {

        static Entry of(AuditEntry entry) {
            return new Entry(
                    Long.toString(entry.id()),
                    Times.text(entry.at()),
                    entry.principal(),
                    entry.action(),
                    entry.resourceType(),
                    entry.resourceName(),
                    entry.outcome(),
                    entry.problemCode().isEmpty() ? null : entry.problemCode(),
                    entry.changes());
        }
    }

    @GetMapping("/admin/v1/audit")
    ResponseEntity<Page> list(ServerHttpRequest request) {
        Parameters parameters =
                Parameters.of(
                        request,
                        "resource_type",
                        "resource_name",
                        "principal",
                        "limit",
                        "page_token");
        int limit = parameters.limit();
        List<AuditEntry> found =
                entries.before(
                        parameters.after().map(AuditController::id).orElse(Long.MAX_VALUE),
                        parameters.word("resource_type", RESOURCE_TYPES).orElse(""),
                        parameters.text("resource_name").orElse(""),
                        parameters.text("principal").orElse(""),
                        Limit.of(limit + 1));
        boolean more = found.size() > limit;
        List<AuditEntry> page = more ? found.subList(0, limit) : found;
        return new Page(
                        page.stream().map(Entry::of).toList(),
                        null,
                        null,
                        more ? Parameters.token(Long.toString(page.getLast().id())) : null)
                .response(request);
    }

    private static long id(String token) {
        try {
            return Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw Parameters.wrong("page_token", "page_token is none of ours");
        }
    }
}
