package io.millrace.fault.nemesis;

import java.util.Comparator;
import java.util.Locale;

/** A machine of a cluster, and the one process on it. */
public record Node(Role role, int number) implements Comparable<Node> {
    /** What its process is. */
    public enum Role {
        BROKER,
        COORDINATOR,
        DATABASE
    }

    @Override
    public int compareTo(Node other) {
        return Comparator.comparing(Node::role).thenComparing(Node::number).compare(this, other);
    }

    @Override
    public String toString() {
        return role.name().toLowerCase(Locale.ROOT) + "-" + number;
    }
}
