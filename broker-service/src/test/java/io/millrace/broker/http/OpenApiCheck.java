package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds requests and answers to the OpenAPI document. */
final class OpenApiCheck {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    OpenApiCheck() {
        try (InputStream yaml = OpenApiCheck.class.getResourceAsStream("/openapi/v1.yaml")) {
            document = MAPPER.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** Asserts that a body that was accepted is one that the document allows. */
    void request(String method, String path, String contentType, String body) {
        JsonNode content = operation(method, path).at("/requestBody/content");
        JsonNode media = content.get(contentType);
        if (media == null) {
            media = content.get("*/*");
        }
        assertThat(media).as(method + " " + path + " takes " + contentType).isNotNull();
        for (String text : texts(contentType, body)) {
            matches(media, text, method + " " + path);
        }
    }

    /** Asserts that status, media type and body of an answer are in the document. */
    void answer(String method, String path, int status, String contentType, String body) {
        JsonNode responses = operation(method, path).get("responses");
        JsonNode response = responses.get(Integer.toString(status));
        if (response == null) {
            response = status >= 400 ? responses.get("default") : null;
        }
        assertThat(response).as(method + " " + path + " answers " + status).isNotNull();
        response = resolve(response);
        if (body.isEmpty() || contentType.isEmpty()) {
            return;
        }
        JsonNode content = response.get("content");
        assertThat(content).as(method + " " + path + " " + status + " has a body").isNotNull();
        JsonNode media = content.get(contentType);
        if (media == null) {
            media = content.get("*/*");
        }
        assertThat(media).as(path + " " + status + " is " + contentType).isNotNull();
        for (String text : texts(contentType, body)) {
            matches(media, text, method + " " + path + " " + status);
        }
    }

    private static java.util.List<String> texts(String contentType, String body) {
        return contentType.equals("application/x-ndjson")
                ? body.lines().filter(line -> !line.isBlank()).toList()
                : java.util.List.of(body);
    }

    private void matches(JsonNode media, String text, String what) {
        JsonNode schema = media.get("schema");
        if (schema == null || schema.path("type").asString("").equals("string")) {
            return;
        }
        ObjectNode root = MAPPER.createObjectNode();
        root.set("components", document.get("components"));
        root.putArray("allOf").add(schema);
        assertThat(SCHEMAS.getSchema(root).validate(MAPPER.readTree(text)))
                .as(what + ": " + text)
                .isEmpty();
    }

    private JsonNode operation(String method, String path) {
        for (Map.Entry<String, JsonNode> entry : document.get("paths").properties()) {
            if (path.matches(entry.getKey().replaceAll("\\{[a-z]+}", "[^/]+"))) {
                JsonNode operation =
                        entry.getValue().get(method.toLowerCase(java.util.Locale.ROOT));
                assertThat(operation).as(method + " " + path).isNotNull();
                return operation;
            }
        }
        throw new AssertionError("The document has no path " + path);
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.stringValue().substring(1));
    }
}
