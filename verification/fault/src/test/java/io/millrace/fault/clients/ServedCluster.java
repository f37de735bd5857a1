package io.millrace.fault.clients;

import static org.awaitility.Awaitility.await;

import io.millrace.client.ClientConfig;
import io.millrace.client.MillraceClient;
import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.NodeProcess;
import io.millrace.cluster.Place;
import io.millrace.fault.cluster.Administration;
import io.millrace.fault.cluster.ClusterPrograms;
import io.millrace.fault.group.RoundRobin;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A cluster whose clients know one address, behind which is any broker. Owned by the test. */
final class ServedCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final LocalCluster cluster;
    private final Administration administration;
    private final Restarts restarts;
    private final RoundRobin proxy;

    private ServedCluster(LocalCluster cluster, Restarts restarts, Administration administration) {
        this.cluster = cluster;
        this.restarts = restarts;
        this.administration = administration;
        this.proxy =
                RoundRobin.of(
                        IntStream.rangeClosed(1, LocalCluster.BROKERS)
                                .mapToObj(cluster::brokerUrl)
                                .toList());
    }

    /** Returns when all brokers live. Skips the test where the programs are not built. */
    static ServedCluster start(Path directory, int basePort) throws IOException {
        LocalCluster.Programs programs = ClusterPrograms.assumeBuilt();
        LocalCluster.Ports ports = new LocalCluster.Ports(basePort);
        LocalCluster cluster = new LocalCluster(directory, programs, Place.LOOPBACK, ports);
        Administration administration = new Administration(cluster.adminUrl(), cluster.adminKey());
        cluster.start();
        try {
            await().atMost(PATIENCE).until(() -> administration.isWhole(LocalCluster.BROKERS));
            return new ServedCluster(cluster, new Restarts(ports, administration), administration);
        } catch (RuntimeException e) {
            cluster.stop();
            throw e;
        }
    }

    URI url() {
        return proxy.url();
    }

    ApiKey key() {
        return administration.key();
    }

    MillraceClient client() {
        return new MillraceClient(ClientConfig.of(url()).withKey(key()));
    }

    /** As soon as there are enough brokers: a busy machine may lose sight of one for a moment. */
    void createTopic(TopicName name, int partitions) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .untilAsserted(() -> administration.createTopic(name.value(), partitions));
    }

    Restarts restarts() {
        return restarts;
    }

    /** In the order of their start. */
    List<NodeProcess> nodes() {
        return cluster.nodes();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        cluster.stop();
    }
}
