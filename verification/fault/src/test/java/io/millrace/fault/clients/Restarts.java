package io.millrace.fault.clients;

import static org.awaitility.Awaitility.await;

import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.NodeProcess;
import io.millrace.fault.cluster.Administration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** Ends processes of a cluster, starts them again, and returns when all is as before. */
final class Restarts {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String IN_CP_AGAIN = "became a CP member";

    private final LocalCluster.Ports ports;
    private final Administration administration;

    Restarts(LocalCluster.Ports ports, Administration administration) {
        this.ports = ports;
        this.administration = administration;
    }

    void restart(NodeProcess node) {
        again(node, node::stop);
    }

    /** As a crash would. */
    void kill(NodeProcess node) {
        again(node, node::kill);
    }

    private void again(NodeProcess node, Runnable end) {
        Map<Integer, Long> epochs =
                await().atMost(PATIENCE)
                        .until(
                                administration::brokerEpochs,
                                known -> known.size() == LocalCluster.BROKERS);
        long timesInCp = timesInCp(node);
        end.run();
        node.start();
        try {
            await(node.name() + " takes part again")
                    .atMost(PATIENCE)
                    .until(() -> takesPart(node, epochs, timesInCp));
            await("all is in sync after " + node.name())
                    .atMost(PATIENCE)
                    .until(() -> administration.isWhole(LocalCluster.BROKERS));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(node.name() + " was last heard of with " + lastOf(node), e);
        }
    }

    private static String lastOf(NodeProcess node) {
        List<String> lines = linesOf(node);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    private static List<String> linesOf(NodeProcess node) {
        try {
            return Files.exists(node.log()) ? Files.readAllLines(node.log()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean takesPart(NodeProcess node, Map<Integer, Long> epochsBefore, long timesInCp) {
        String[] name = node.name().split("-", -1);
        return switch (name[0]) {
            case "broker" -> {
                int id = Integer.parseInt(name[1]);
                yield administration.brokerEpochs().getOrDefault(id, -1L)
                        > epochsBefore.getOrDefault(id, -1L);
            }
            case "coordinator" ->
                    listens(ports.coordinator(Integer.parseInt(name[1])))
                            && timesInCp(node) > timesInCp;
            default -> true;
        };
    }

    private static long timesInCp(NodeProcess node) {
        return linesOf(node).stream().filter(line -> line.contains(IN_CP_AGAIN)).count();
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
