package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Services that share a process do not answer, or let in, for each other. */
class NeighboursTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String RECORDS = "/v1/topics/orders/records";
    private static final String BATCH = "{\"records\":[{\"value\":1}]}";

    @TempDir static Path data;

    private static MillraceProcess millrace;

    @BeforeAll
    static void start() throws Exception {
        millrace = MillraceProcess.start(data);
        Answer created = millrace.call("POST", "/admin/v1/topics", "{\"name\":\"orders\"}");
        assertThat(created.status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    @Test
    void noSpellingOfAPathPassesAFilterBy() throws Exception {
        for (String path :
                new String[] {
                    "/%61dmin/v1/topics",
                    "/admin;x/v1/topics",
                    "/%76%31/topics/orders/offsets",
                    "/v1;x/topics/orders/offsets"
                }) {
            assertThat(millrace.callAsStranger("GET", path, "").status()).as(path).isEqualTo(401);
        }
        assertThat(
                        millrace.callAsStranger(
                                        "POST",
                                        "/%76%31/topics/orders/records",
                                        BATCH,
                                        "Content-Type",
                                        "application/json")
                                .status())
                .isEqualTo(401);
        assertThat(millrace.callAsStranger("GET", "/admin/v1/health", "").status()).isEqualTo(200);
        assertThat(millrace.callAsStranger("GET", "/admin/v1/problems/internal", "").status())
                .isEqualTo(200);
    }

    @Test
    void theDataPlanesProblemsAreItsOwn() throws Exception {
        // When
        Answer method = millrace.call("DELETE", RECORDS, "");
        Answer large =
                millrace.call("POST", RECORDS, "{\"records\":\"" + "x".repeat(10 << 20) + "\"}");
        Answer beyond =
                millrace.call("GET", "/v1/topics/orders/partitions/0/records?offset=9999", "");

        // Then
        assertThat(method.headers()).containsEntry("allow", "GET, POST, HEAD");
        JsonNode problem = JSON.readTree(large.body());
        assertThat(large.status()).isEqualTo(413);
        assertThat(problem.get("outcome").stringValue()).isEqualTo("not_appended");
        assertThat(problem.get("instance").stringValue()).startsWith("/v1/requests/");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(JSON.readTree(beyond.body()).has("instance")).isTrue();
    }
}
