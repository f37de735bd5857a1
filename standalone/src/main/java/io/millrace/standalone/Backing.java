package io.millrace.standalone;

import io.millrace.admin.database.AdminDatabase;
import io.millrace.coordinator.database.DatabaseAddress;
import io.millrace.standalone.directory.StartRefused;
import io.millrace.standalone.postgres.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The database while it starts: it takes its time beside the application's own start, and whoever
 * needs it waits. Owned by the process's main thread.
 */
final class Backing implements AutoCloseable {

    private static final String CONTROL = "control";
    private static final String ADMIN = "admin";

    private final CompletableFuture<EmbeddedDatabase> starting = new CompletableFuture<>();

    private Backing() {}

    static Backing start(Path directory, String version) {
        Backing backing = new Backing();
        Thread.ofPlatform().name("database-start").start(() -> backing.run(directory, version));
        return backing;
    }

    DatabaseAddress control() {
        EmbeddedDatabase database = await();
        return new DatabaseAddress(database.jdbcUrl(), CONTROL, database.password(CONTROL));
    }

    AdminDatabase admin() {
        EmbeddedDatabase database = await();
        return new AdminDatabase(database.jdbcUrl(), ADMIN, database.password(ADMIN));
    }

    boolean isRunning() {
        return starting.isDone() && await().isRunning();
    }

    /** Ends the database, after its start if that is still going on. */
    @Override
    public void close() {
        starting.handle(
                        (database, failure) -> {
                            if (database != null) {
                                database.close();
                            }
                            return true;
                        })
                .join();
    }

    private void run(Path directory, String version) {
        try {
            starting.complete(EmbeddedDatabase.start(directory, version, List.of(CONTROL, ADMIN)));
        } catch (RuntimeException e) {
            starting.completeExceptionally(e);
        }
    }

    private EmbeddedDatabase await() {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StartRefused refusal) {
                throw new StartRefused(String.valueOf(refusal.getMessage()), refusal);
            }
            throw e;
        }
    }
}
