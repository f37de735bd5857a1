package io.millrace.admin.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the audit. It is written before its change is tried, as failed with an unknown
 * outcome, and completed after: what a crash leaves is an entry that says so.
 */
@Entity
@Table(name = "audit_entry")
class AuditEntry {

    static final String OUTCOME_UNKNOWN = "unknown_outcome";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private Instant at;
    private String principal;
    private String action;
    private String resourceType;
    private String resourceName;
    private String outcome;
    private String problemCode;
    private String changes;

    /** For JPA. */
    @SuppressWarnings("NullAway.Init")
    protected AuditEntry() {}

    AuditEntry(
            Instant at, String principal, String action, String resourceType, String resourceName) {
        this.at = at;
        this.principal = principal;
        this.action = action;
        this.resourceType = resourceType;
        this.resourceName = resourceName;
        this.outcome = "failed";
        this.problemCode = OUTCOME_UNKNOWN;
        this.changes = "[]";
    }

    void complete(String known, String code, String changesJson) {
        outcome = known;
        problemCode = code;
        changes = changesJson;
    }

    long id() {
        return id == null ? 0 : id;
    }

    Instant at() {
        return at;
    }

    String principal() {
        return principal;
    }

    String action() {
        return action;
    }

    String resourceType() {
        return resourceType;
    }

    String resourceName() {
        return resourceName;
    }

    String outcome() {
        return outcome;
    }

    String problemCode() {
        return problemCode;
    }

    String changes() {
        return changes;
    }
}
