package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds the admin API's answers to its OpenAPI document. */
public final class AdminDocument {

    private static final JsonMapper JSON = new JsonMapper();
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    public AdminDocument() throws IOException {
        try (InputStream yaml = AdminDocument.class.getResourceAsStream("/openapi/admin-v1.yaml")) {
            document = JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
        }
    }

    JsonNode document() {
        return document;
    }

    /** Asserts that status, media type and body of an answer are in the document. */
    void check(String method, String path, MillraceProcess.Answer answer) {
        check(method, path, answer.status(), answer.contentType(), answer.body());
    }

    /** The same. */
    public void check(String method, String path, HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        check(method, path, answer.statusCode(), type.replaceAll(";.*", ""), answer.body());
    }

    private void check(String method, String path, int status, String contentType, String body) {
        String what = method + " " + path + " " + status + ": " + body;
        JsonNode response =
                resolve(
                        operation(method, path.replaceAll("\\?.*", ""))
                                .path("responses")
                                .path(Integer.toString(status)));
        assertThat(response.isMissingNode()).as("not documented: " + what).isFalse();
        JsonNode content = response.path("content");
        if (body.isEmpty()) {
            return;
        }
        JsonNode media = content.path(contentType);
        assertThat(media.isMissingNode()).as(contentType + " is not documented: " + what).isFalse();
        if (!contentType.endsWith("json")) {
            return;
        }
        ObjectNode root = JSON.createObjectNode();
        root.set("components", document.get("components"));
        root.putArray("allOf").add(media.get("schema"));
        assertThat(SCHEMAS.getSchema(root).validate(JSON.readTree(body))).as(what).isEmpty();
    }

    private JsonNode operation(String method, String path) {
        for (Map.Entry<String, JsonNode> entry : document.get("paths").properties()) {
            if (path.matches(entry.getKey().replaceAll("\\{[a-z]+}", "[^/:]+"))) {
                JsonNode operation = entry.getValue().path(method.toLowerCase(Locale.ROOT));
                if (!operation.isMissingNode()) {
                    return operation;
                }
            }
        }
        throw new AssertionError("The document has no " + method + " " + path);
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.stringValue().substring(1));
    }
}
