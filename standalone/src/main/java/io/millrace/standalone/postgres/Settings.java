package io.millrace.standalone.postgres;

import java.util.List;

/**
 * The server's configuration, written anew at every start, so that a new release changes it.
 *
 * <p>The first three lines are part of the safety argument: what the controller was told is
 * committed is on disk. The rest keeps an idle server small: it holds the metadata of one process.
 */
final class Settings {

    private Settings() {}

    static String configuration() {
        return """
               fsync = on
               synchronous_commit = on
               full_page_writes = on

               listen_addresses = '127.0.0.1'
               unix_socket_directories = ''
               password_encryption = 'scram-sha-256'
               max_connections = 24
               superuser_reserved_connections = 2
               reserved_connections = 0

               shared_buffers = 16MB
               work_mem = 1MB
               maintenance_work_mem = 16MB
               huge_pages = off
               jit = off
               io_method = sync
               max_worker_processes = 2
               max_parallel_workers = 0
               max_parallel_workers_per_gather = 0
               max_logical_replication_workers = 0
               autovacuum_worker_slots = 1
               autovacuum_max_workers = 1
               autovacuum_naptime = 5min

               wal_level = minimal
               max_wal_senders = 0
               min_wal_size = 32MB
               max_wal_size = 128MB
               checkpoint_timeout = 15min

               log_destination = 'stderr'
               log_min_messages = warning
               log_min_error_statement = panic
               log_checkpoints = off
               log_timezone = 'UTC'
               timezone = 'UTC'
               datestyle = 'iso, mdy'
               lc_messages = 'C'
               """;
    }

    /** Who may connect: loopback, by password, never by trust. */
    static String access() {
        return "host all all 127.0.0.1/32 scram-sha-256\n";
    }

    /** Arguments of {@code initdb}; a small WAL segment, since metadata changes are small. */
    static List<String> initialisation(String superuser) {
        return List.of(
                "--username=" + superuser,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--wal-segsize=8",
                "--no-instructions");
    }
}
