package io.millrace.admin.operator;

import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionState;
import io.millrace.admin.partition.PartitionView;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The partitions of all topics over HTTP. */
@RestController
final class AllPartitionsController {

    private static final Set<String> STATES =
            Stream.of(PartitionState.values())
                    .map(PartitionState::text)
                    .collect(Collectors.toUnmodifiableSet());

    private final Places places;

    AllPartitionsController(Places places) {
        this.places = places;
    }

    @GetMapping("/admin/v1/partitions")
    ResponseEntity<Page> list(ServerHttpRequest request) {
        Parameters parameters = Parameters.of(request, "state", "limit", "page_token");
        Optional<PartitionState> state = parameters.word("state", STATES).map(PartitionState::of);
        return places.page(
                        parameters,
                        partition -> state.map(s -> s.holds(partition)).orElse(true),
                        (place, facts) -> PartitionView.of(place.topic(), place.partition(), facts))
                .response(request);
    }
}
