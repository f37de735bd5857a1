package io.millrace.broker.http.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document of the data plane as JSON, read when somebody first asks for it. */
final class OpenApiDocument {
    private OpenApiDocument() {}

    private static final class Holder {
        static final byte[] JSON = read();
    }

    static byte[] json() {
        return Holder.JSON;
    }

    private static byte[] read() {
        try (InputStream yaml = OpenApiDocument.class.getResourceAsStream("/openapi/v1.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("The OpenAPI document is not on the class path");
            }
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            return new JsonMapper().writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
