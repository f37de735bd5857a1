package io.millrace.standalone.postgres;

import io.millrace.standalone.directory.DataDirectory;
import io.millrace.standalone.directory.StartRefused;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The PostgreSQL server of one data directory, on a loopback port. Owned by the thread that starts
 * and closes the process; it holds the directory's lock all the while.
 *
 * <p>Layout: {@code server-<version>/} programs, {@code data/} the database, {@code passwords}, and
 * {@code server.log}. A crash during the first start leaves {@code data.new}, which the next start
 * removes; {@code data} appears complete, by one rename.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    public static final String DATABASE = "millrace";

    private static final String SUPERUSER = "millrace";
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final long LOG_BYTES_MAX = 1 << 20;

    private final Path directory;
    private final Path data;
    private final Credentials credentials;
    private final Process server;
    private final int port;

    private EmbeddedDatabase(
            Path directory, Path data, Credentials credentials, Process server, int port) {
        this.directory = directory;
        this.data = data;
        this.credentials = credentials;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the server, after stopping one that a killed process left behind.
     *
     * @param version of the programs this build brings, as {@code 18.6.0}
     * @param services roles to make sure of; each owns a schema of its own name
     * @throws StartRefused with a sentence for the user
     */
    public static EmbeddedDatabase start(Path directory, String version, List<String> services) {
        try {
            Files.createDirectories(directory);
            Path data = directory.resolve("data");
            requireSameMajorVersion(data, version);
            new Postmaster(data).stopOrphan();
            Binaries binaries = Binaries.unpack(directory, version);
            List<String> roles = new ArrayList<>(services);
            roles.add(SUPERUSER);
            Credentials credentials =
                    Credentials.loadOrGenerate(
                            directory.resolve("passwords"), roles, new SecureRandom());
            boolean fresh = !Files.exists(data);
            if (fresh) {
                initialise(binaries, data, credentials.password(SUPERUSER), directory);
            }
            EmbeddedDatabase database = launch(directory, data, binaries, credentials);
            database.ensureServices(services);
            return database;
        } catch (IOException e) {
            throw new StartRefused(
                    "Can't start PostgreSQL in " + directory + ": " + e.getMessage(), e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public String password(String service) {
        return credentials.password(service);
    }

    public boolean isRunning() {
        return server.isAlive();
    }

    public long pid() {
        return server.pid();
    }

    /** Ends the server and waits for it. Connections should be closed before. */
    @Override
    public void close() {
        if (server.isAlive()) {
            new Postmaster(data).stop(server.toHandle());
        }
    }

    private static void requireSameMajorVersion(Path data, String version) throws IOException {
        Path record = data.resolve("PG_VERSION");
        if (!Files.exists(record)) {
            return;
        }
        String written = Files.readString(record).strip();
        String brought = version.substring(0, version.indexOf('.'));
        if (!written.equals(brought)) {
            throw new StartRefused(
                    data
                            + " was written by PostgreSQL "
                            + written
                            + ", this build brings PostgreSQL "
                            + brought
                            + ", which can't open it. Start the Millrace release that wrote it, or"
                            + " choose another --data directory.");
        }
    }

    private static void initialise(Binaries binaries, Path data, String password, Path directory)
            throws IOException {
        Path fresh = directory.resolve("data.new");
        if (Files.exists(fresh)) {
            Binaries.removeTree(fresh);
        }
        Path passwordFile = directory.resolve("superuser");
        DataDirectory.writeOwnerOnly(passwordFile, password);
        List<String> command = new ArrayList<>(unprivileged());
        command.add(binaries.program("initdb").toString());
        command.add("--pgdata=" + fresh);
        command.add("--pwfile=" + passwordFile);
        command.addAll(Settings.initialisation(SUPERUSER));
        Process process = process(command, directory).start();
        try {
            if (!process.waitFor(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                process.destroyForcibly();
                throw refused("initdb failed", directory);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw refused("interrupted", directory);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        Binaries.sync(directory);
    }

    private static EmbeddedDatabase launch(
            Path directory, Path data, Binaries binaries, Credentials credentials)
            throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), Settings.configuration());
        Files.writeString(data.resolve("pg_hba.conf"), Settings.access());
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            List<String> command = new ArrayList<>(unprivileged());
            // A session of its own: Ctrl-C in the terminal must reach us first, then the database.
            if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
                command.add("/usr/bin/setsid");
            }
            command.add(binaries.program("postgres").toString());
            command.addAll(List.of("-D", data.toString(), "-c", "port=" + port));
            Process server = process(command, directory).start();
            if (becomesReady(server, new Postmaster(data))) {
                return new EmbeddedDatabase(directory, data, credentials, server, port);
            }
            // Somebody may have taken the port between our look and the server's bind.
            if (attempt == 3) {
                throw refused("PostgreSQL ended while starting", directory);
            }
        }
    }

    private static boolean becomesReady(Process server, Postmaster postmaster) throws IOException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (server.isAlive()) {
            if (postmaster.isReady(server.pid())) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                server.destroyForcibly();
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(4).toNanos());
        }
        return false;
    }

    private void ensureServices(List<String> services) {
        String admin = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        Path marker = directory.resolve("services");
        String wanted = String.join("\n", services);
        try {
            if (Files.exists(marker) && Files.readString(marker).equals(wanted)) {
                return;
            }
            try (Connection connection = connect(admin);
                    Statement statement = connection.createStatement()) {
                if (!exists(statement, "pg_database where datname = '" + DATABASE + "'")) {
                    statement.execute("create database " + DATABASE);
                }
            }
            try (Connection connection = connect(jdbcUrl());
                    Statement statement = connection.createStatement()) {
                for (String service : services) {
                    ensureService(statement, service);
                }
                statement.execute("revoke all on schema public from public");
            }
            Files.writeString(marker, wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            close();
            throw new StartRefused("Can't prepare the database: " + e.getMessage(), e);
        }
    }

    /** Service names and generated hexadecimal passwords need no quoting. */
    private void ensureService(Statement statement, String service) throws SQLException {
        if (!exists(statement, "pg_roles where rolname = '" + service + "'")) {
            statement.execute("create role " + service + " login");
        }
        statement.execute(
                "alter role " + service + " password '" + credentials.password(service) + "'");
        statement.execute("create schema if not exists " + service + " authorization " + service);
        statement.execute("alter role " + service + " set search_path = " + service);
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, SUPERUSER, credentials.password(SUPERUSER));
    }

    private static boolean exists(Statement statement, String from) throws SQLException {
        try (var rows = statement.executeQuery("select 1 from " + from)) {
            return rows.next();
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace without mappings it is nobody. */
    private static List<String> unprivileged() {
        return "root".equals(System.getProperty("user.name"))
                ? List.of("unshare", "-U")
                : List.of();
    }

    private static ProcessBuilder process(List<String> command, Path directory) throws IOException {
        File log = directory.resolve("server.log").toFile();
        if (log.length() > LOG_BYTES_MAX) {
            Files.move(
                    log.toPath(),
                    directory.resolve("server.log.1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        process.environment().keySet().removeIf(name -> name.startsWith("PG"));
        process.environment().put("LC_ALL", "C");
        process.environment().put("TZ", "UTC");
        return process;
    }

    private static StartRefused refused(String what, Path directory) {
        String advice =
                unprivileged().isEmpty()
                        ? ""
                        : " If this system allows root no user namespaces, start Millrace as a"
                                + " normal user.";
        return new StartRefused(
                what + "; " + directory.resolve("server.log") + " says why." + advice);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
