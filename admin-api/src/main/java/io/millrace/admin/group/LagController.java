package io.millrace.admin.group;

import io.millrace.admin.lag.LagTrend;
import io.millrace.admin.lag.SampledGroups;
import io.millrace.admin.page.Parameters;
import io.millrace.protocol.group.GroupId;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** How far groups are behind, and were, over HTTP. */
@RestController
final class LagController {
    private static final String LAG = GroupController.GROUP + "/lag";

    private final GroupDesk groups;
    private final LagDesk lags;
    private final SampledGroups samples;
    private final LagProperties properties;
    private final Clock clock;

    LagController(
            GroupDesk groups,
            LagDesk lags,
            SampledGroups samples,
            LagProperties properties,
            Clock clock) {
        this.groups = groups;
        this.lags = lags;
        this.samples = samples;
        this.properties = properties;
        this.clock = clock;
    }

    @GetMapping(LAG)
    LagView lag(ServerWebExchange exchange, @PathVariable String group) {
        Parameters.of(exchange.getRequest());
        GroupId id = GroupNames.id(group);
        return lags.lag(id)
                .with(
                        samples.history(id, LagTrend.SAMPLES_MAX)
                                .trend()
                                .map(LagTrendView::of)
                                .orElse(null));
    }

    /** Who looks at a group's history makes it one of those that are sampled. */
    @GetMapping(LAG + "/history")
    LagHistoryView history(ServerWebExchange exchange, @PathVariable String group) {
        Parameters.of(exchange.getRequest());
        GroupId id = groups.get(GroupNames.id(group)).summary().group();
        samples.want(id, clock.millis());
        return LagHistoryView.of(
                id.value(), properties.every(), samples.history(id, SampledGroups.SAMPLES_MAX));
    }
}
