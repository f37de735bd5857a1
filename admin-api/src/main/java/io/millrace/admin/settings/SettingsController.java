package io.millrace.admin.settings;

import static io.millrace.admin.settings.Settings.REQUIRE_IF_MATCH;

import io.millrace.admin.access.Caller;
import io.millrace.admin.json.Fields;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** The settings over HTTP. */
@RestController
final class SettingsController {

    private static final String PATH = "/admin/v1/settings";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final SettingsDesk desk;

    SettingsController(SettingsDesk desk) {
        this.desk = desk;
    }

    @GetMapping(PATH)
    Settings get() {
        return desk.get();
    }

    /** Null sets back to the default. */
    @PatchMapping(
            path = PATH,
            consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
    Settings patch(ServerWebExchange exchange, @RequestBody byte[] body) {
        Settings present = desk.get();
        Fields fields = Fields.parse(body);
        boolean fallback =
                fields.isNull(REQUIRE_IF_MATCH)
                        ? Settings.DEFAULTS.requireIfMatch()
                        : present.requireIfMatch();
        Settings wanted = new Settings(fields.flag(REQUIRE_IF_MATCH).orElse(fallback));
        fields.done();
        return desk.change(Caller.of(exchange).principal(), wanted);
    }
}
