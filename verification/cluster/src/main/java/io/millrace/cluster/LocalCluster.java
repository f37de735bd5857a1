package io.millrace.cluster;

import io.millrace.internal.certificates.DevelopmentCertificates;
import io.millrace.standalone.postgres.EmbeddedDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three brokers, three coordinators, administration and a PostgreSQL server, each a process of its
 * own. Owned by one thread.
 *
 * <p>Everything lies under one directory: {@code certificates}, {@code admin.key}, and one
 * directory for each node with its {@code pid}, its {@code log} and its {@code data}.
 */
public final class LocalCluster {
    public static final int BROKERS = 3;
    public static final int COORDINATORS = 3;
    public static final String DATABASE = "database";
    public static final String ADMIN = "admin";

    /** Or it warns; the others don't mind. */
    private static final List<String> HAZELCAST_NEEDS =
            List.of(
                    "--add-modules=java.se",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.management/sun.management=ALL-UNNAMED",
                    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private final Path directory;
    private final Programs programs;
    private final Place place;
    private final Ports ports;
    private final Database database;

    /**
     * @param directory of everything that the cluster keeps
     */
    public LocalCluster(Path directory, Programs programs, Place place, Ports ports) {
        this.directory = directory.toAbsolutePath();
        this.programs = programs;
        this.place = place;
        this.ports = ports;
        this.database = new Database(data(DATABASE), programs.postgres());
    }

    /**
     * The services' programs.
     *
     * @param java home of a JDK 25
     * @param services directory with {@code broker.jar}, {@code coordinator.jar}, {@code admin.jar}
     * @param postgres version of the programs that this build brings
     */
    public record Programs(Path java, Path services, String postgres) {

        /** As {@code ./dev} says it in system properties. */
        public static Programs ofSystemProperties() {
            return new Programs(
                    Path.of(System.getProperty("java.home")),
                    Path.of(System.getProperty("cluster.services")),
                    System.getProperty("cluster.postgres"));
        }
    }

    /**
     * @param base the first of twenty: administration's, those of clients, the database's, and the
     *     internal ones
     */
    public record Ports(int base) {
        public int admin() {
            return base;
        }

        public int http(int broker) {
            return base + broker;
        }

        public int database() {
            return base + 9;
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

    /** Makes what is missing. */
    public void prepare() {
        issueCertificates();
        database.prepare();
    }

    /** Makes what is missing and starts what does not run. */
    public void start() {
        prepare();
        nodes().forEach(NodeProcess::start);
    }

    /** In the reverse order. Who does not end in time is killed: nothing is left running. */
    public void stop() {
        for (NodeProcess node : nodes().reversed()) {
            try {
                node.stop();
            } catch (CompletionException late) {
                node.kill();
            }
        }
    }

    private void issueCertificates() {
        Path kept = directory.resolve("certificates");
        DevelopmentCertificates certificates = DevelopmentCertificates.in(kept, Instant.now());
        for (String node : names()) {
            String identity = node.equals(ADMIN) ? "admin-1" : node;
            if (!node.equals(DATABASE) && !Files.exists(certificates(identity))) {
                certificates.issue(identity);
            }
        }
    }

    /**
     * What proves to the others who somebody is.
     *
     * @param identity for example {@code broker-2} or {@code admin-1}
     */
    public Path certificates(String identity) {
        return directory.resolve("certificates").resolve(identity);
    }

    /** In the order in which one would start them. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(DATABASE));
        IntStream.rangeClosed(1, COORDINATORS).forEach(n -> names.add(coordinatorName(n)));
        IntStream.rangeClosed(1, BROKERS).forEach(n -> names.add(brokerName(n)));
        names.add(ADMIN);
        return names;
    }

    public static String brokerName(int id) {
        return "broker-" + id;
    }

    public static String coordinatorName(int id) {
        return "coordinator-" + id;
    }

    public List<NodeProcess> nodes() {
        List<NodeProcess> nodes = new ArrayList<>(List.of(database()));
        IntStream.rangeClosed(1, COORDINATORS).mapToObj(this::coordinator).forEach(nodes::add);
        IntStream.rangeClosed(1, BROKERS).mapToObj(this::broker).forEach(nodes::add);
        nodes.add(admin());
        return nodes;
    }

    /** What the node keeps; it may be mounted there. */
    public Path data(String node) {
        return directory.resolve(node).resolve("data");
    }

    /** In a file that administration writes when the cluster has no administrator yet. */
    public Path adminKey() {
        return directory.resolve("admin.key");
    }

    public URI adminUrl() {
        return URI.create("http://" + place.address(ADMIN) + ":" + ports.admin());
    }

    /** Where clients reach it. */
    public URI brokerUrl(int id) {
        return URI.create("http://" + place.address(brokerName(id)) + ":" + ports.http(id));
    }

    public NodeProcess database() {
        String address = place.address(DATABASE);
        return new NodeProcess(
                DATABASE,
                directory.resolve(DATABASE),
                database.command(address, ports.database()),
                place);
    }

    public NodeProcess broker(int id) {
        String name = brokerName(id);
        String address = place.address(name);
        return service(
                name,
                "broker",
                "512m",
                name,
                List.of(
                        "--server.address=" + address,
                        "--server.port=" + ports.http(id),
                        "--millrace.broker.id=" + id,
                        "--millrace.broker.http-url=" + brokerUrl(id),
                        "--millrace.broker.logs=" + data(name).resolve("logs"),
                        "--millrace.broker.start-timeout=5m",
                        "--millrace.node.host=" + address,
                        "--millrace.node.port=" + ports.broker(id),
                        "--millrace.node.coordinators=" + coordinatorUrls()));
    }

    public NodeProcess coordinator(int id) {
        String name = coordinatorName(id);
        String address = place.address(name);
        return service(
                name,
                "coordinator",
                "256m",
                name,
                List.of(
                        "--millrace.coordinator.address=" + coordinatorUrl(id),
                        "--millrace.coordinator.database.url=" + databaseUrl(),
                        "--millrace.coordinator.database.password-file="
                                + database.passwordFile(Database.CONTROL),
                        "--millrace.node.host=" + address,
                        "--millrace.node.port=" + ports.coordinator(id),
                        "--millrace.coordination.host=" + address,
                        "--millrace.coordination.port=" + ports.coordination(id),
                        "--millrace.coordination.peers=" + coordinationPeers()));
    }

    public NodeProcess admin() {
        return service(
                ADMIN,
                "admin",
                "256m",
                "admin-1",
                List.of(
                        "--server.address=" + place.address(ADMIN),
                        "--server.port=" + ports.admin(),
                        "--millrace.admin.bootstrap-key-file=" + adminKey(),
                        "--millrace.admin.database.url=" + databaseUrl(),
                        "--millrace.admin.database.password-file="
                                + database.passwordFile(Database.ADMIN),
                        "--millrace.node.coordinators=" + coordinatorUrls()));
    }

    private String databaseUrl() {
        return "jdbc:postgresql://"
                + place.address(DATABASE)
                + ":"
                + ports.database()
                + "/"
                + EmbeddedDatabase.DATABASE;
    }

    private String coordinationPeers() {
        return IntStream.rangeClosed(1, COORDINATORS)
                .mapToObj(id -> place.address(coordinatorName(id)) + ":" + ports.coordination(id))
                .collect(Collectors.joining(","));
    }

    private String coordinatorUrls() {
        return IntStream.rangeClosed(1, COORDINATORS)
                .mapToObj(id -> coordinatorUrl(id).toString())
                .collect(Collectors.joining(","));
    }

    /** Where brokers and administration reach it, with their certificates. */
    public URI coordinatorUrl(int id) {
        return URI.create(
                "https://" + place.address(coordinatorName(id)) + ":" + ports.coordinator(id));
    }

    private NodeProcess service(
            String name, String program, String heap, String identity, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.java().resolve("bin/java").toString());
        Path cache = programs.services().resolve(program + ".aot");
        if (Files.exists(cache)) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off"));
        }
        command.addAll(
                List.of(
                        "-Dnode=" + directory.resolve(name),
                        "-Xmx" + heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        if (program.equals("coordinator")) {
            command.addAll(HAZELCAST_NEEDS);
        }
        command.addAll(List.of("-jar", programs.services().resolve(program + ".jar").toString()));
        command.addAll(arguments);
        command.add("--millrace.node.certificates=" + certificates(identity));
        return new NodeProcess(name, directory.resolve(name), command, place);
    }
}
