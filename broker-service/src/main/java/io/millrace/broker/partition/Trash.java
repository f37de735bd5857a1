package io.millrace.broker.partition;

import io.millrace.log.LogDirectory;
import io.millrace.protocol.PartitionId;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs of deleted topics, kept for {@code delete.delay.ms}. When each may go stands in its name,
 * {@code <uuid>-<partition>.<ms since 1970>}, so it survives a restart.
 */
final class Trash {
    private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

    private final LogDirectory directory;
    private final InstantSource clock;

    Trash(LogDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Moves a closed log here. If that fails the log stays where it is, and the next start tries
     * again.
     */
    void add(PartitionId id, long delayMs) {
        long removeAt = clock.millis() + delayMs;
        try {
            directory.moveToTrash(id.toString(), Long.toString(removeAt));
            LOG.atInfo()
                    .addKeyValue("partition", id)
                    .addKeyValue("removeAtMs", removeAt)
                    .log("Moved the log of a deleted topic to the trash");
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("partition", id)
                    .log("The log of a deleted topic could not be moved to the trash");
        }
    }

    /**
     * Moves aside a closed log whose topic is unknown: it may be somebody's, so nobody here ever
     * deletes it. If that fails the next start tries again.
     */
    void addStray(PartitionId id) {
        try {
            directory.moveToStray(id.toString(), Long.toString(clock.millis()));
            LOG.atError()
                    .addKeyValue("partition", id)
                    .log("No topic knows this partition; its log was moved to stray");
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("partition", id)
                    .log("A log that no topic knows could not be moved to stray");
        }
    }

    /** Moves aside a closed log that recovery has flagged. If that fails it stays, flagged. */
    void addDamaged(PartitionId id) {
        try {
            directory.moveToStray(id.toString(), Long.toString(clock.millis()));
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("partition", id)
                    .log("A damaged log could not be moved to stray");
        }
    }

    void empty() {
        long now = clock.millis();
        for (String name : directory.trash()) {
            OptionalLong removeAt = removeAt(name);
            if (removeAt.isPresent() && removeAt.getAsLong() <= now) {
                directory.emptyTrash(name);
                LOG.atInfo().addKeyValue("log", name).log("Deleted a log from the trash");
            }
        }
    }

    /** Empty for a name that is not ours: it stays. */
    private static OptionalLong removeAt(String name) {
        String digits = name.substring(name.lastIndexOf('.') + 1);
        return digits.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(digits))
                : OptionalLong.empty();
    }
}
