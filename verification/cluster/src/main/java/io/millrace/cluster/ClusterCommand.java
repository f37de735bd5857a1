package io.millrace.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line of a local cluster: {@code start}, {@code stop}, {@code status}, and one node.
 */
public final class ClusterCommand {
    private static final String USAGE =
            """
            usage: ./dev cluster [start]             start 3 brokers, 3 coordinators and PostgreSQL
                   ./dev cluster status              tell what runs
                   ./dev cluster stop                stop all of it
                   ./dev cluster kill|pause|resume|start NODE
                                                     NODE is broker-2, coordinator-1, or 2 for broker-2
            """;

    private ClusterCommand() {}

    @SuppressWarnings("SystemExitOutsideMain") // A wrong command line is told by the exit code.
    public static void main(String[] args) {
        LocalCluster cluster =
                new LocalCluster(
                        Path.of(System.getProperty("cluster.directory")),
                        new LocalCluster.Programs(
                                Path.of(System.getProperty("java.home")),
                                Path.of(System.getProperty("cluster.broker")),
                                Path.of(System.getProperty("cluster.coordinator"))),
                        new LocalCluster.Ports(Integer.getInteger("cluster.port", 9090)),
                        System.getProperty("cluster.postgres"));
        List<String> words = args.length == 0 ? List.of("start") : List.of(args);
        switch (words.getFirst()) {
            case "start" -> start(cluster, words);
            case "status" -> tell(cluster);
            case "stop" -> cluster.nodes().reversed().forEach(NodeProcess::stop);
            case "kill" -> node(cluster, words).kill();
            case "pause" -> node(cluster, words).pause();
            case "resume" -> node(cluster, words).resume();
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }

    private static void start(LocalCluster cluster, List<String> words) {
        if (words.size() > 1) {
            node(cluster, words).start();
        } else {
            cluster.start();
            tell(cluster);
        }
    }

    private static NodeProcess node(LocalCluster cluster, List<String> words) {
        String wanted = words.size() < 2 ? "" : words.get(1);
        String name = wanted.matches("[0-9]+") ? "broker-" + wanted : wanted;
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no node " + wanted));
    }

    private static void tell(LocalCluster cluster) {
        for (NodeProcess node : cluster.nodes()) {
            System.out.printf(
                    "%-14s %-8s %s%n",
                    node.name(),
                    node.running().map(p -> Long.toString(p.pid())).orElse("-"),
                    node.log());
        }
    }
}
