package io.millrace.admin.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The document that this API is built to, as JSON. Made once, when somebody first asks. */
@RestController
final class OpenApiController {

    private byte @Nullable [] json;

    @GetMapping(path = "/admin/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    synchronized byte[] document() {
        if (json == null) {
            json = load();
        }
        return json;
    }

    private static byte[] load() {
        try (InputStream yaml =
                OpenApiController.class.getResourceAsStream("/openapi/admin-v1.yaml")) {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            return JsonMapper.builder().build().writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
