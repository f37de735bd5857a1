package io.millrace.admin.settings;

import io.millrace.admin.change.Change;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The settings of administration.
 *
 * @param requireIfMatch whether every change of something that exists must carry {@code If-Match}
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Settings(boolean requireIfMatch) {

    static final String REQUIRE_IF_MATCH = "require_if_match";
    static final Settings DEFAULTS = new Settings(false);

    List<Change> changesTo(Settings wanted) {
        List<Change> changes = new ArrayList<>();
        if (requireIfMatch != wanted.requireIfMatch) {
            changes.add(new Change("/" + REQUIRE_IF_MATCH, requireIfMatch, wanted.requireIfMatch));
        }
        return changes;
    }
}
