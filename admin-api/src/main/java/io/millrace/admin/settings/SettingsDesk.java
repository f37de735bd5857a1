package io.millrace.admin.settings;

import static io.millrace.admin.settings.Settings.REQUIRE_IF_MATCH;

import io.millrace.admin.audit.AuditLog;
import io.millrace.protocol.PrincipalName;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads and changes the settings, which every process of this database sees. Calls block. */
@Component
public class SettingsDesk {

    private final SettingRows rows;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    SettingsDesk(SettingRows rows, AuditLog audit, TransactionTemplate transaction) {
        this.rows = rows;
        this.audit = audit;
        this.transaction = transaction;
    }

    public Settings get() {
        return new Settings(
                rows.findById(REQUIRE_IF_MATCH)
                        .map(row -> Boolean.parseBoolean(row.value()))
                        .orElse(Settings.DEFAULTS.requireIfMatch()));
    }

    Settings change(PrincipalName by, Settings wanted) {
        AuditLog.Attempt attempt = audit.begin(by, "update", "settings", "admin");
        Settings before;
        try {
            before = get();
            transaction.executeWithoutResult(status -> store(wanted));
        } catch (RuntimeException e) {
            attempt.ended(e);
            throw e;
        }
        attempt.succeeded(before.changesTo(wanted));
        return wanted;
    }

    private void store(Settings wanted) {
        if (wanted.requireIfMatch() == Settings.DEFAULTS.requireIfMatch()) {
            rows.deleteById(REQUIRE_IF_MATCH);
        } else {
            rows.save(new Setting(REQUIRE_IF_MATCH, Boolean.toString(wanted.requireIfMatch())));
        }
    }
}
