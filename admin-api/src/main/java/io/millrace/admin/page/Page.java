package io.millrace.admin.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A page of a list.
 *
 * @param totalCount on all pages; null where nobody counts
 * @param nextPageToken null on the last page
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page(
        List<?> items,
        @Nullable Integer totalCount,
        @Nullable Long metadataVersion,
        @Nullable String nextPageToken) {

    /** The response, with the next page in {@code Link} too. */
    public ResponseEntity<Page> response(ServerHttpRequest request) {
        var response = ResponseEntity.ok();
        if (nextPageToken != null) {
            String next =
                    UriComponentsBuilder.fromPath(request.getPath().value())
                            .queryParams(request.getQueryParams())
                            .replaceQueryParam("page_token", nextPageToken)
                            .encode()
                            .build()
                            .toUriString();
            response.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return response.body(this);
    }
}
