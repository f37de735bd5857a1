package io.millrace.cluster;

import io.millrace.internal.certificates.DevelopmentCertificates;
import io.millrace.standalone.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three brokers, three coordinators and a PostgreSQL server, each a process of its own, under one
 * directory and on consecutive loopback ports. Owned by one thread.
 */
public final class LocalCluster {
    public static final int BROKERS = 3;
    public static final int COORDINATORS = 3;
    private static final String CONTROL = "control";

    /** Or it warns; the others don't mind. */
    private static final List<String> HAZELCAST_NEEDS =
            List.of(
                    "--add-modules=java.se",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.management/sun.management=ALL-UNNAMED",
                    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private static final String ADMIN = "admin";

    private final Path directory;
    private final Programs programs;
    private final Ports ports;
    private final String databaseVersion;

    /**
     * @param directory of everything that the cluster keeps, certificates included
     */
    public LocalCluster(Path directory, Programs programs, Ports ports, String databaseVersion) {
        this.directory = directory.toAbsolutePath();
        this.programs = programs;
        this.ports = ports;
        this.databaseVersion = databaseVersion;
    }

    /**
     * The services' programs.
     *
     * @param java home of a JDK 25
     */
    public record Programs(Path java, Path broker, Path coordinator) {}

    /**
     * @param base the first of twenty ports: the database's, those of clients, and the internal
     *     ones
     */
    public record Ports(int base) {
        public int database() {
            return base;
        }

        public int http(int broker) {
            return base + broker;
        }

        public int broker(int broker) {
            return base + 10 + broker;
        }

        public int coordinator(int coordinator) {
            return base + 13 + coordinator;
        }

        public int coordination(int coordinator) {
            return base + 16 + coordinator;
        }
    }

    /** Makes what is missing and starts what does not run. */
    public void start() {
        issueCertificates();
        startDatabase();
        nodes().forEach(NodeProcess::start);
    }

    public void startDatabase() {
        EmbeddedDatabase database =
                EmbeddedDatabase.start(
                        directory.resolve("postgres"),
                        databaseVersion,
                        List.of(CONTROL, ADMIN),
                        ports.database());
        writeSecret(CONTROL, database.password(CONTROL));
        writeSecret(ADMIN, database.password(ADMIN));
    }

    private void writeSecret(String service, String password) {
        try {
            Path file = passwordFile(service);
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path passwordFile(String service) {
        return directory.resolve(service + ".password");
    }

    private void issueCertificates() {
        Path place = directory.resolve("certificates");
        DevelopmentCertificates certificates = DevelopmentCertificates.in(place, Instant.now());
        for (String node : names()) {
            if (!Files.exists(place.resolve(node))) {
                certificates.issue(node);
            }
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(1, COORDINATORS).forEach(n -> names.add("coordinator-" + n));
        IntStream.rangeClosed(1, BROKERS).forEach(n -> names.add("broker-" + n));
        return names;
    }

    /** Coordinators first. */
    public List<NodeProcess> nodes() {
        List<NodeProcess> nodes = new ArrayList<>();
        IntStream.rangeClosed(1, COORDINATORS).mapToObj(this::coordinator).forEach(nodes::add);
        IntStream.rangeClosed(1, BROKERS).mapToObj(this::broker).forEach(nodes::add);
        return nodes;
    }

    public NodeProcess broker(int id) {
        String name = "broker-" + id;
        Path home = directory.resolve(name);
        return node(
                name,
                programs.broker(),
                "512m",
                List.of(
                        "--server.port=" + ports.http(id),
                        "--millrace.broker.id=" + id,
                        "--millrace.broker.http-url=http://127.0.0.1:" + ports.http(id),
                        "--millrace.broker.logs=" + home.resolve("logs"),
                        "--millrace.broker.start-timeout=5m",
                        "--millrace.node.port=" + ports.broker(id),
                        "--millrace.node.coordinators=" + coordinatorUrls()));
    }

    public NodeProcess coordinator(int id) {
        return node(
                "coordinator-" + id,
                programs.coordinator(),
                "256m",
                List.of(
                        "--millrace.coordinator.address=" + coordinatorUrl(id),
                        "--millrace.coordinator.database.url=jdbc:postgresql://127.0.0.1:"
                                + ports.database()
                                + "/"
                                + EmbeddedDatabase.DATABASE,
                        "--millrace.coordinator.database.password-file=" + passwordFile(CONTROL),
                        "--millrace.node.port=" + ports.coordinator(id),
                        "--millrace.coordination.port=" + ports.coordination(id),
                        "--millrace.coordination.peers=" + coordinationPeers()));
    }

    private String coordinationPeers() {
        return IntStream.rangeClosed(1, COORDINATORS)
                .mapToObj(id -> "127.0.0.1:" + ports.coordination(id))
                .collect(Collectors.joining(","));
    }

    private String coordinatorUrls() {
        return IntStream.rangeClosed(1, COORDINATORS)
                .mapToObj(this::coordinatorUrl)
                .collect(Collectors.joining(","));
    }

    private String coordinatorUrl(int id) {
        return "https://127.0.0.1:" + ports.coordinator(id);
    }

    private NodeProcess node(String name, Path program, String heap, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.java().resolve("bin/java").toString());
        command.addAll(
                List.of(
                        "-Dnode=" + directory.resolve(name),
                        "-Xmx" + heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(HAZELCAST_NEEDS);
        command.addAll(List.of("-jar", program.toString()));
        command.addAll(arguments);
        command.add(
                "--millrace.node.certificates=" + directory.resolve("certificates").resolve(name));
        return new NodeProcess(name, directory.resolve(name), command);
    }
}
