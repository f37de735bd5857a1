package io.millrace.fault.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.nemesis.Node.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Remembers what is wrong with it, and refuses what nobody may do to a cluster. */
final class FakeCluster implements Cluster {
    final Set<Node> down = new TreeSet<>();
    final Set<Node> paused = new TreeSet<>();
    final Set<Node> full = new TreeSet<>();
    final Set<Node> failing = new TreeSet<>();
    final Set<Node> lostDisks = new TreeSet<>();
    final List<String> calls = new ArrayList<>();
    final Set<Node> stubborn = new TreeSet<>();
    int cuts;

    private final Set<Node> nodes = new TreeSet<>();
    private final int minInSyncReplicas;
    private final Random repairs;

    FakeCluster(int brokers, int coordinators, int minInSyncReplicas, Random repairs) {
        this.minInSyncReplicas = minInSyncReplicas;
        this.repairs = repairs;
        for (int n = 1; n <= brokers; n++) {
            nodes.add(new Node(Role.BROKER, n));
        }
        for (int n = 1; n <= coordinators; n++) {
            nodes.add(new Node(Role.COORDINATOR, n));
        }
        nodes.add(new Node(Role.DATABASE, 1));
    }

    boolean isHealthy() {
        return down.isEmpty()
                && paused.isEmpty()
                && full.isEmpty()
                && failing.isEmpty()
                && cuts == 0;
    }

    @Override
    public Set<Node> nodes() {
        return nodes;
    }

    @Override
    public int minInSyncReplicas() {
        return minInSyncReplicas;
    }

    @Override
    public boolean isRepaired() {
        assertThat(isHealthy()).as("healed before it is asked").isTrue();
        boolean repaired = repairs.nextBoolean();
        if (repaired) {
            lostDisks.clear();
        }
        return repaired;
    }

    @Override
    public void kill(Node node) {
        say("kill " + node);
        assertThat(paused).doesNotContain(node);
        down.add(node);
    }

    @Override
    public void start(Node node) {
        say("start " + node);
        if (stubborn.contains(node)) {
            throw new IllegalStateException(node + " does not start");
        }
        down.remove(node);
    }

    @Override
    public void pause(Node node) {
        say("pause " + node);
        assertThat(down).doesNotContain(node);
        paused.add(node);
    }

    @Override
    public void resume(Node node) {
        say("resume " + node);
        paused.remove(node);
    }

    @Override
    public void cutPower(Set<Node> hit) {
        say("cut power of " + new TreeSet<>(hit));
        assertThat(down).doesNotContainAnyElementsOf(hit);
        down.addAll(hit);
    }

    @Override
    public void cut(Node from, Node to) {
        say("cut " + from + " > " + to);
        assertThat(from).isNotEqualTo(to);
        cuts++;
    }

    @Override
    public void mendNetwork() {
        say("mend network");
        cuts = 0;
    }

    @Override
    public void fillDisk(Node node) {
        say("fill " + node);
        full.add(node);
    }

    @Override
    public void freeDisk(Node node) {
        say("free " + node);
        full.remove(node);
    }

    @Override
    public void failFsync(Node node) {
        say("fail fsync of " + node);
        failing.add(node);
        lose(node);
    }

    @Override
    public void mendFsync(Node node) {
        say("mend fsync of " + node);
        failing.remove(node);
    }

    @Override
    public void flipBit(Node node, long seed) {
        say("flip bit of " + node + " by " + seed);
        loseOfDead(node);
    }

    @Override
    public void truncate(Node node, long seed) {
        say("truncate " + node + " by " + seed);
        loseOfDead(node);
    }

    @Override
    public void wipe(Node node) {
        say("wipe " + node);
        loseOfDead(node);
    }

    private void loseOfDead(Node node) {
        assertThat(down).contains(node);
        lose(node);
    }

    private void lose(Node node) {
        assertThat(node.role()).isEqualTo(Role.BROKER);
        lostDisks.add(node);
        assertThat(lostDisks).as("disks lost between repairs").hasSizeLessThan(minInSyncReplicas);
    }

    private void say(String call) {
        calls.add(call);
    }
}
