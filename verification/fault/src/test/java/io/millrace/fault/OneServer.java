package io.millrace.fault;

import io.millrace.fault.nemesis.Cluster;
import io.millrace.fault.nemesis.Node;
import java.util.Set;

/** A cluster of one process, which can be killed and started. */
record OneServer(Millrace server) implements Cluster {
    private static final Node BROKER = new Node(Node.Role.BROKER, 1);

    @Override
    public Set<Node> nodes() {
        return Set.of(BROKER);
    }

    @Override
    public int minInSyncReplicas() {
        return 1;
    }

    @Override
    public boolean isRepaired() {
        return true;
    }

    @Override
    public void kill(Node node) {
        server.kill();
    }

    @Override
    public void start(Node node) {
        server.restart();
    }

    @Override
    public void pause(Node node) {
        throw cannot();
    }

    @Override
    public void resume(Node node) {
        throw cannot();
    }

    @Override
    public void cutPower(Set<Node> nodes) {
        throw cannot();
    }

    @Override
    public void cut(Node from, Node to) {
        throw cannot();
    }

    @Override
    public void mendNetwork() {
        throw cannot();
    }

    @Override
    public void fillDisk(Node node) {
        throw cannot();
    }

    @Override
    public void freeDisk(Node node) {
        throw cannot();
    }

    @Override
    public void failFsync(Node node) {
        throw cannot();
    }

    @Override
    public void mendFsync(Node node) {
        throw cannot();
    }

    @Override
    public void flipBit(Node node, long seed) {
        throw cannot();
    }

    @Override
    public void truncate(Node node, long seed) {
        throw cannot();
    }

    @Override
    public void wipe(Node node) {
        throw cannot();
    }

    private static UnsupportedOperationException cannot() {
        return new UnsupportedOperationException("Only kills are for one process");
    }
}
