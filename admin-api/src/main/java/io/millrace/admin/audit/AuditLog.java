package io.millrace.admin.audit;

import io.millrace.admin.change.Change;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PrincipalName;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notes every attempt to change something, before it is made and after. Its transactions are its
 * own: a change that is rolled back leaves its entry. Any thread; calls block.
 */
@Component
public class AuditLog {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Older entries are taken away, a thousand at a time. */
    private static final long ENTRIES_KEPT = 200_000;

    private final AuditEntries entries;
    private final TransactionTemplate transaction;
    private final Clock clock;

    AuditLog(AuditEntries entries, TransactionTemplate transaction, Clock clock) {
        this.entries = entries;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Notes that somebody is about to do something. */
    public Attempt begin(
            PrincipalName principal, String action, String resourceType, String resourceName) {
        AuditEntry entry =
                new AuditEntry(
                        clock.instant(), principal.value(), action, resourceType, resourceName);
        transaction.executeWithoutResult(status -> entries.saveAndFlush(entry));
        if (entry.id() % 1000 == 0) {
            transaction.executeWithoutResult(
                    status -> entries.deleteUpTo(entry.id() - ENTRIES_KEPT));
        }
        return new Attempt(entry);
    }

    /**
     * Does something between the two notes.
     *
     * @param changes what the result says of it
     */
    public <T> T around(
            PrincipalName principal,
            String action,
            String resourceType,
            String resourceName,
            Supplier<T> work,
            Function<T, List<Change>> changes) {
        Attempt attempt = begin(principal, action, resourceType, resourceName);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            attempt.ended(e);
            throw e;
        }
        attempt.succeeded(changes.apply(result));
        return result;
    }

    /** An attempt whose outcome is to be told. */
    public final class Attempt {

        private final AuditEntry entry;

        private Attempt(AuditEntry entry) {
            this.entry = entry;
        }

        public void succeeded() {
            succeeded(List.of());
        }

        public void succeeded(List<Change> changes) {
            complete("succeeded", "", changes);
        }

        /** Notes why nothing was changed, or that it is unknown. */
        public void ended(RuntimeException cause) {
            if (cause instanceof MillraceException refusal) {
                ErrorCode code = refusal.problem().code();
                complete(code.httpStatus() < 500 ? "refused" : "failed", code.code(), List.of());
            } else {
                complete("failed", ErrorCode.INTERNAL.code(), List.of());
            }
        }

        private void complete(String outcome, String code, List<Change> changes) {
            entry.complete(outcome, code, JSON.writeValueAsString(changes));
            transaction.executeWithoutResult(status -> entries.save(entry));
        }
    }
}
