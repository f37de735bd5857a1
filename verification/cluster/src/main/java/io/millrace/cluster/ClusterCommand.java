package io.millrace.cluster;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The command line of a local cluster: {@code start}, {@code stop}, {@code status}, and one node.
 */
public final class ClusterCommand {
    private static final String USAGE =
            """
            usage: ./dev cluster [start]             start 3 brokers, 3 coordinators, administration and PostgreSQL
                   ./dev cluster status              tell what runs
                   ./dev cluster stop                stop all of it
                   ./dev cluster kill|pause|resume|start NODE
                                                     NODE is 2 or broker-2, coordinator-1, admin or database
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final LocalCluster cluster;
    private final PrintStream out;

    private ClusterCommand(LocalCluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
    }

    @SuppressWarnings("SystemExitOutsideMain") // A wrong command line is told by the exit code.
    public static void main(String[] args) throws InterruptedException {
        LocalCluster cluster =
                new LocalCluster(
                        Path.of(System.getProperty("cluster.directory")),
                        LocalCluster.Programs.ofSystemProperties(),
                        Place.LOOPBACK,
                        new LocalCluster.Ports(Integer.getInteger("cluster.port", 9090)));
        System.exit(new ClusterCommand(cluster, System.out).run(List.of(args)) ? 0 : 2);
    }

    private boolean run(List<String> words) throws InterruptedException {
        String verb = words.isEmpty() ? "start" : words.getFirst();
        if (words.size() <= 1) {
            return runOnAll(verb);
        }
        String wanted = words.get(1).matches("[0-9]+") ? "broker-" + words.get(1) : words.get(1);
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(wanted))
                .findFirst()
                .map(node -> runOn(node, verb))
                .orElseGet(this::refuse);
    }

    private boolean runOnAll(String verb) throws InterruptedException {
        switch (verb) {
            case "start" -> start();
            case "status" -> tell();
            case "stop" -> cluster.stop();
            default -> {
                return refuse();
            }
        }
        return true;
    }

    private boolean runOn(NodeProcess node, String verb) {
        switch (verb) {
            case "start" -> node.start();
            case "stop" -> node.stop();
            case "kill" -> node.kill();
            case "pause" -> node.pause();
            case "resume" -> node.resume();
            default -> {
                return refuse();
            }
        }
        return true;
    }

    private boolean refuse() {
        out.print(USAGE);
        return false;
    }

    private void start() throws InterruptedException {
        long began = System.nanoTime();
        cluster.start();
        tell();
        if (!new Readiness(cluster).await(PATIENCE)) {
            out.println("\nIt is not ready yet; the logs may say why.");
            return;
        }
        out.printf(
                "%nReady after %.1f s%n%n  Console    %s/console/%n  Admin key  in %s%n"
                        + "  Brokers    %s %s %s%n",
                (System.nanoTime() - began) / 1e9,
                cluster.adminUrl(),
                cluster.adminKey(),
                cluster.brokerUrl(1),
                cluster.brokerUrl(2),
                cluster.brokerUrl(3));
    }

    private void tell() {
        for (NodeProcess node : cluster.nodes()) {
            out.printf(
                    "%-14s %-8s %s%n",
                    node.name(),
                    node.running().map(process -> Long.toString(process.pid())).orElse("-"),
                    node.log());
        }
    }
}
