package io.millrace.admin.change;

import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What a request would do; nothing was changed. */
@JsonNaming(SnakeCaseStrategy.class)
public record Plan(
        boolean dryRun, Operation operation, List<Change> changes, List<String> warnings) {

    public static Plan of(Operation operation, List<Change> changes, List<String> warnings) {
        return new Plan(true, operation, changes, warnings);
    }
}
