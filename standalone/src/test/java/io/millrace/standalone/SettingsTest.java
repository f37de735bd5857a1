package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private static final String SETTINGS = "/admin/v1/settings";
    private static final String TOPIC = "/admin/v1/topics/orders";

    @Test
    void aSettingHoldsUntilItIsSetBackAndSurvivesAKill(@TempDir Path data) throws Exception {
        try (MillraceProcess millrace = MillraceProcess.start(data)) {
            // Given
            millrace.call("PUT", TOPIC, "{}");
            assertThat(call(millrace, "GET", "").body()).isEqualTo("{\"require_if_match\":false}");

            // When
            Answer unknown = call(millrace, "PATCH", "{\"require\":true}");
            Answer wrong = call(millrace, "PATCH", "{\"require_if_match\":\"yes\"}");
            Answer set = call(millrace, "PATCH", "{\"require_if_match\":true}");
            millrace.kill();

            // Then
            assertThat(unknown.status()).isEqualTo(400);
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(set.body()).isEqualTo("{\"require_if_match\":true}");
        }
        try (MillraceProcess millrace = MillraceProcess.start(data)) {
            assertThat(millrace.call("PUT", TOPIC, "{\"description\":\"x\"}").status())
                    .isEqualTo(428);
            assertThat(call(millrace, "PATCH", "{\"require_if_match\":null}").body())
                    .isEqualTo("{\"require_if_match\":false}");
            assertThat(millrace.call("PUT", TOPIC, "{\"description\":\"x\"}").status())
                    .isEqualTo(200);
            assertThat(millrace.call("GET", "/admin/v1/audit?resource_type=settings", "").body())
                    .contains("\"path\":\"/require_if_match\",\"from\":false,\"to\":true");
        }
    }

    private static Answer call(MillraceProcess millrace, String method, String body)
            throws Exception {
        Answer answer = millrace.call(method, SETTINGS, body);
        new AdminDocument().check(method, SETTINGS, answer);
        return answer;
    }
}
