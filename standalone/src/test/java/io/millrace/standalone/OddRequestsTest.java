package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Requests to the admin API and the console that are wrong in ways one does not think of. */
class OddRequestsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOPICS = "/admin/v1/topics";

    @TempDir static Path data;

    private static MillraceProcess millrace;
    private static AdminDocument document;

    @BeforeAll
    static void start() throws Exception {
        millrace = MillraceProcess.start(data);
        document = new AdminDocument();
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    @Test
    void takesNoTextThatItCouldNotGiveBack() throws Exception {
        // Given
        call("PUT", TOPICS + "/texts", "{\"description\":\"before\"}");

        // When
        Answer described = call("PATCH", TOPICS + "/texts", "{\"description\":\"\\ud800\"}");
        Answer annotated =
                call("PATCH", TOPICS + "/texts", "{\"annotations\":{\"a\":\"\\udc00x\"}}");
        Answer paired = call("PATCH", TOPICS + "/texts", "{\"description\":\"\\ud83d\\ude00\"}");

        // Then
        assertInvalid(described);
        assertInvalid(annotated);
        assertThat(JSON.readTree(paired.body()).get("description").stringValue()).isEqualTo("😀");
        assertThat(call("GET", TOPICS + "/texts", "").body()).isEqualTo(paired.body());
    }

    @Test
    void refusesParametersThatNobodyCanHaveMeant() throws Exception {
        for (String path :
                List.of(
                        "/admin/v1/audit?resource_name=%00",
                        "/admin/v1/audit?resource_type=planet",
                        TOPICS + "?name_prefix=%00",
                        TOPICS + "?page_token=xx",
                        TOPICS + "?page_token=***")) {
            assertInvalid(call("GET", path, ""));
        }
    }

    @Test
    void saysWhatIsWrongWithJsonWithoutSpeakingOfTheParser() throws Exception {
        // When
        Answer answer = call("POST", TOPICS, "{\"name\":\"a\"]");

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("detail").stringValue())
                .contains("Unexpected close marker")
                .doesNotContain("Source");
    }

    @Test
    void theConsoleAnswersHeadAndCachesNoPageAsAnAsset() throws Exception {
        assertThat(millrace.callAsStranger("HEAD", "/console/", "").status()).isEqualTo(200);
        assertThat(millrace.callAsStranger("HEAD", "/", "").headers())
                .containsEntry("location", "/console/");
        assertThat(millrace.callAsStranger("GET", "/console/assets/", "").status()).isEqualTo(404);
        assertThat(millrace.callAsStranger("GET", "/console/assets/none", "").status())
                .isEqualTo(404);
    }

    @Test
    void theFrameworksOwnPathsAreClosed() throws Exception {
        for (String path : List.of("/actuator", "/actuator/health", "/actuator/env")) {
            assertThat(millrace.call("GET", path, "").status()).as(path).isEqualTo(404);
        }
    }

    private static Answer call(String method, String path, String body) throws Exception {
        Answer answer = millrace.call(method, path, body);
        document.check(method, path, answer);
        return answer;
    }

    private static void assertInvalid(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("code").stringValue())
                .isEqualTo("invalid_request");
    }
}
