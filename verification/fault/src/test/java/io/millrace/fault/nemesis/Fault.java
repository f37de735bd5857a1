package io.millrace.fault.nemesis;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One thing that is wrong for a while. Its end leaves the cluster able to repair itself. */
public sealed interface Fault {
    void begin(Cluster cluster);

    void end(Cluster cluster);

    /** In a word or two, by which reports count. */
    String label();

    /** To these no other fault may happen meanwhile. */
    Set<Node> nodes();

    /** Whether what these nodes had on their disks is gone, or not to be trusted. */
    default boolean losesDisks() {
        return false;
    }

    /** SIGKILL. */
    record Kill(Set<Node> nodes) implements Fault {
        public Kill {
            nodes = Set.copyOf(nodes);
        }

        @Override
        public void begin(Cluster cluster) {
            nodes.forEach(cluster::kill);
        }

        @Override
        public void end(Cluster cluster) {
            nodes.forEach(cluster::start);
        }

        @Override
        public String label() {
            return "kill";
        }

        @Override
        public String toString() {
            return "kill " + sorted(nodes);
        }
    }

    /** SIGSTOP: it is there, says nothing, and wakes up later as if nothing had been. */
    record Pause(Set<Node> nodes) implements Fault {
        public Pause {
            nodes = Set.copyOf(nodes);
        }

        @Override
        public void begin(Cluster cluster) {
            nodes.forEach(cluster::pause);
        }

        @Override
        public void end(Cluster cluster) {
            nodes.forEach(cluster::resume);
        }

        @Override
        public String label() {
            return "pause";
        }

        @Override
        public String toString() {
            return "pause " + sorted(nodes);
        }
    }

    /** At one moment. */
    record PowerCut(Set<Node> nodes) implements Fault {
        public PowerCut {
            nodes = Set.copyOf(nodes);
        }

        @Override
        public void begin(Cluster cluster) {
            cluster.cutPower(nodes);
        }

        @Override
        public void end(Cluster cluster) {
            nodes.forEach(cluster::start);
        }

        @Override
        public String label() {
            return "power cut";
        }

        @Override
        public String toString() {
            return "cut power of " + sorted(nodes);
        }
    }

    /** Some links of the network, each in one direction. */
    record Cut(String name, List<Link> links) implements Fault {
        public Cut {
            links = List.copyOf(links);
        }

        @Override
        public void begin(Cluster cluster) {
            links.forEach(link -> cluster.cut(link.from(), link.to()));
        }

        @Override
        public void end(Cluster cluster) {
            cluster.mendNetwork();
        }

        /** What is paused or killed may be cut off as well. */
        @Override
        public Set<Node> nodes() {
            return Set.of();
        }

        @Override
        public String label() {
            return "cut of the network";
        }

        @Override
        public String toString() {
            return "cut " + name + " " + links;
        }
    }

    /** Not a byte is free. */
    record FullDisk(Node node) implements Fault {
        @Override
        public void begin(Cluster cluster) {
            cluster.fillDisk(node);
        }

        @Override
        public void end(Cluster cluster) {
            cluster.freeDisk(node);
        }

        @Override
        public Set<Node> nodes() {
            return Set.of(node);
        }

        @Override
        public String label() {
            return "full disk";
        }

        @Override
        public String toString() {
            return "fill disk of " + node;
        }
    }

    /** The broker gives its disk up; in the end it gets a new one. */
    record FsyncError(Node node) implements Fault {
        @Override
        public void begin(Cluster cluster) {
            cluster.failFsync(node);
        }

        @Override
        public void end(Cluster cluster) {
            cluster.kill(node);
            cluster.mendFsync(node);
            cluster.wipe(node);
            cluster.start(node);
        }

        @Override
        public Set<Node> nodes() {
            return Set.of(node);
        }

        @Override
        public boolean losesDisks() {
            return true;
        }

        @Override
        public String label() {
            return "failed fsync";
        }

        @Override
        public String toString() {
            return "fail fsync of " + node;
        }
    }

    /** What a dead broker finds changed when it comes back. */
    record Damage(Kind kind, Node node, long seed) implements Fault {
        /** How. */
        public enum Kind {
            FLIP_BIT,
            TRUNCATE,
            WIPE
        }

        @Override
        public void begin(Cluster cluster) {
            cluster.kill(node);
            switch (kind) {
                case FLIP_BIT -> cluster.flipBit(node, seed);
                case TRUNCATE -> cluster.truncate(node, seed);
                case WIPE -> cluster.wipe(node);
            }
        }

        @Override
        public void end(Cluster cluster) {
            cluster.start(node);
        }

        @Override
        public Set<Node> nodes() {
            return Set.of(node);
        }

        @Override
        public boolean losesDisks() {
            return true;
        }

        @Override
        public String label() {
            return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        @Override
        public String toString() {
            return "kill " + node + " and " + kind + " by seed " + seed;
        }
    }

    /** One direction between two machines. */
    record Link(Node from, Node to) {
        @Override
        public String toString() {
            return from + " > " + to;
        }
    }

    private static Set<Node> sorted(Set<Node> nodes) {
        return new TreeSet<>(nodes);
    }
}
