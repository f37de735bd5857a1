package io.millrace.fault.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.NodeProcess;
import io.millrace.fault.cluster.Administration.BrokerState;
import io.millrace.fault.lab.Damage;
import io.millrace.fault.lab.FailingFsync;
import io.millrace.fault.lab.Lab;
import io.millrace.fault.lab.LabProcess;
import io.millrace.fault.lab.PowerCut;
import io.millrace.fault.lab.Shell;
import io.millrace.fault.lab.Volume;
import io.millrace.fault.nemesis.Cluster;
import io.millrace.fault.nemesis.Node;
import io.millrace.fault.nemesis.Node.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three brokers, three coordinators, administration and PostgreSQL, each a process on a machine of
 * its own; brokers and database on disks of their own. Administration is there to look on, and is
 * left alone. Owned by one thread at a time.
 */
public final class LabCluster implements Cluster, AutoCloseable {
    private static final int DISK_MEBIBYTES = 512;
    private static final Node DATABASE = new Node(Role.DATABASE, 1);
    private static final String RECORDS = ".log";
    private static final String LOST_REPLICA = "an in-sync replica is lost";

    private final Lab lab;
    private final LocalCluster cluster;
    private final Machines machines;
    private final Map<Node, LabNode> nodes = new TreeMap<>();
    private final LabNode admin;
    private final List<String> endedByThemselves = new ArrayList<>();

    private LabCluster(
            Lab lab,
            Path directory,
            LocalCluster.Programs programs,
            Map<String, String> brokerEnvironment) {
        this.lab = lab;
        this.machines = new Machines(lab, brokerEnvironment);
        this.cluster =
                new LocalCluster(directory, programs, machines, new LocalCluster.Ports(9090));
        for (int id = 1; id <= LocalCluster.BROKERS; id++) {
            String name = LocalCluster.brokerName(id);
            Volume disk = disk(name);
            FailingFsync fsync = FailingFsync.of(directory.resolve(name), disk.path());
            machines.give(name, fsync);
            nodes.put(
                    new Node(Role.BROKER, id),
                    new LabNode(cluster.broker(id), Optional.of(disk), Optional.of(fsync)));
        }
        for (int id = 1; id <= LocalCluster.COORDINATORS; id++) {
            nodes.put(new Node(Role.COORDINATOR, id), withoutDisk(cluster.coordinator(id)));
        }
        nodes.put(
                DATABASE,
                new LabNode(
                        cluster.database(),
                        Optional.of(disk(LocalCluster.DATABASE)),
                        Optional.empty()));
        this.admin = withoutDisk(cluster.admin());
    }

    /**
     * Returns when it is ready for topics.
     *
     * @param directory in which logs stay when all is over
     */
    public static LabCluster start(
            Lab lab, Path directory, LocalCluster.Programs programs, Duration patience) {
        return start(lab, directory, programs, patience, Map.of());
    }

    /**
     * @param brokerEnvironment variables that brokers are started with
     */
    public static LabCluster start(
            Lab lab,
            Path directory,
            LocalCluster.Programs programs,
            Duration patience,
            Map<String, String> brokerEnvironment) {
        LabCluster cluster = new LabCluster(lab, directory, programs, brokerEnvironment);
        cluster.cluster.prepare();
        cluster.node(DATABASE).disk().sync(); // Nobody would cut power so soon.
        cluster.nodes.values().forEach(LabNode::start);
        cluster.admin.start();
        cluster.awaitRepair(patience);
        return cluster;
    }

    /** Mounted where the lab says, and found where the node looks for it. */
    private Volume disk(String node) {
        Volume disk = lab.disk(node, DISK_MEBIBYTES);
        Path data = cluster.data(node);
        try {
            Files.createDirectories(data.resolveSibling(""));
            Files.createSymbolicLink(data, disk.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return disk;
    }

    private static LabNode withoutDisk(NodeProcess process) {
        return new LabNode(process, Optional.empty(), Optional.empty());
    }

    public Administration administration() {
        return new Administration(cluster.adminUrl(), cluster.adminKey());
    }

    public List<URI> brokerUrls() {
        return IntStream.rangeClosed(1, LocalCluster.BROKERS).mapToObj(cluster::brokerUrl).toList();
    }

    /** Processes that nobody had killed, and when that was noticed. */
    public List<String> endedByThemselves() {
        return List.copyOf(endedByThemselves);
    }

    /** How often a controller has taken an in-sync replica for lost. */
    long lostReplicas() {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getKey().role() == Role.COORDINATOR)
                .mapToLong(entry -> entry.getValue().logged(LOST_REPLICA))
                .sum();
    }

    /** Copies the database as it is now, and starts it again. */
    public void backUpDatabase(Path backup) {
        LabNode database = node(DATABASE);
        database.stop();
        Shell.run("cp", "-a", database.disk().path().toString(), backup.toString());
        database.start();
    }

    /** What was committed since the backup is lost. */
    public void restoreDatabase(Path backup) {
        LabNode database = node(DATABASE);
        database.kill();
        Damage.wipe(database.disk().path());
        Shell.run("cp", "-a", backup + "/.", database.disk().path().toString());
        database.start();
    }

    /** The directories of partitions on the disk of a broker. */
    public Path logs(int broker) {
        return node(new Node(Role.BROKER, broker)).disk().path().resolve("logs");
    }

    /** For whoever wants to know why, when the disks are gone with the lab. */
    void copyLogsTo(Path directory) {
        for (int id = 1; id <= LocalCluster.BROKERS; id++) {
            Path copy = directory.resolve(LocalCluster.brokerName(id) + "-logs");
            Shell.run("cp", "-r", logs(id).toString(), copy.toString());
        }
    }

    public void awaitRepair(Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(isRepaired()).as("cluster is repaired").isTrue());
    }

    @Override
    public Set<Node> nodes() {
        return Collections.unmodifiableSet(nodes.keySet());
    }

    @Override
    public int minInSyncReplicas() {
        return 2;
    }

    /** Starts whoever has ended by itself, as an orchestrator would. */
    @Override
    public boolean isRepaired() {
        Stream.concat(nodes.values().stream(), Stream.of(admin)).forEach(this::startAgain);
        try {
            List<BrokerState> brokers = administration().brokers();
            return brokers.size() == LocalCluster.BROKERS
                    && brokers.stream().allMatch(this::isRepaired);
        } catch (UncheckedIOException | IllegalStateException unknown) {
            return false;
        }
    }

    private void startAgain(LabNode node) {
        if (node.running().isEmpty()) {
            endedByThemselves.add(node.name() + " at " + Instant.now());
            node.start();
        }
    }

    private boolean isRepaired(BrokerState broker) {
        OptionalLong epoch = node(new Node(Role.BROKER, broker.id())).brokerEpoch();
        return epoch.isPresent()
                && broker.epoch() >= epoch.getAsLong()
                && broker.isLive()
                && broker.replicasInSync() == broker.replicas();
    }

    @Override
    public void kill(Node node) {
        node(node).kill();
    }

    @Override
    public void start(Node node) {
        node(node).start();
    }

    @Override
    public void pause(Node node) {
        node(node).pause();
    }

    @Override
    public void resume(Node node) {
        node(node).resume();
    }

    @Override
    public void cutPower(Set<Node> darkened) {
        List<LabNode> all = darkened.stream().map(this::node).toList();
        List<LabProcess> processes = all.stream().flatMap(one -> one.running().stream()).toList();
        List<Volume> disks = all.stream().filter(LabNode::hasDisk).map(LabNode::disk).toList();
        PowerCut.of(processes, disks);
    }

    @Override
    public void cut(Node from, Node to) {
        lab.network().cutOneWay(machines.of(node(from).name()), machines.of(node(to).name()));
    }

    @Override
    public void mendNetwork() {
        lab.network().heal();
    }

    @Override
    public void fillDisk(Node node) {
        node(node).disk().fill();
    }

    @Override
    public void freeDisk(Node node) {
        node(node).disk().release();
    }

    @Override
    public void failFsync(Node node) {
        node(node).fsync().fail();
    }

    @Override
    public void mendFsync(Node node) {
        node(node).fsync().work();
    }

    @Override
    public void flipBit(Node node, long seed) {
        Random random = new Random(seed);
        records(node, random).ifPresent(file -> Damage.flipBit(file, random));
    }

    @Override
    public void truncate(Node node, long seed) {
        Random random = new Random(seed);
        records(node, random).ifPresent(file -> Damage.truncate(file, random));
    }

    @Override
    public void wipe(Node node) {
        Damage.wipe(node(node).disk().path());
    }

    /** Any of the files that have some; none on a disk that was just wiped. */
    private Optional<Path> records(Node node, Random random) {
        if (!Files.isDirectory(logs(node.number()))) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(logs(node.number()))) {
            List<Path> files =
                    all.filter(file -> file.toString().endsWith(RECORDS))
                            .filter(file -> file.toFile().length() > 0)
                            .sorted()
                            .toList();
            return files.isEmpty()
                    ? Optional.empty()
                    : Optional.of(files.get(random.nextInt(files.size())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LabNode node(Node node) {
        LabNode found = nodes.get(node);
        if (found == null) {
            throw new IllegalArgumentException("There is no " + node);
        }
        return found;
    }

    @Override
    public void close() {
        admin.kill();
        nodes.values().forEach(LabNode::kill);
    }
}
