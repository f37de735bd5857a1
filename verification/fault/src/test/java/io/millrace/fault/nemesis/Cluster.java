package io.millrace.fault.nemesis;

import java.util.Set;

/**
 * What can be done to a cluster. One thread calls it. Everything may be said again of a node that
 * is that way already: a dead one killed, a running one started.
 */
public interface Cluster {
    Set<Node> nodes();

    /** A committed record is on the disks of so many brokers at least. */
    int minInSyncReplicas();

    /**
     * Whether every broker is back as it was last started, and every replica in sync again: what
     * was true before the last start does not count.
     */
    boolean isRepaired();

    /** SIGKILL; returns when it is gone. Its disk is as the operating system would have left it. */
    void kill(Node node);

    /** Returns when the process is there; it need not serve yet. */
    void start(Node node);

    /** SIGSTOP. */
    void pause(Node node);

    /** SIGCONT. */
    void resume(Node node);

    /** At one moment all of them are gone, with all that was not synced. */
    void cutPower(Set<Node> nodes);

    /** The second hears nothing of the first; the first hears the second. */
    void cut(Node from, Node to);

    /** Ends all cuts. */
    void mendNetwork();

    /** Leaves no byte free on its disk. */
    void fillDisk(Node node);

    void freeDisk(Node node);

    /** Whatever it syncs fails with EIO. */
    void failFsync(Node node);

    void mendFsync(Node node);

    /** One bit of the records that a dead broker holds. */
    void flipBit(Node node, long seed);

    /** Cuts the end off one file of records that a dead broker holds. */
    void truncate(Node node, long seed);

    /** A dead broker gets a new disk. */
    void wipe(Node node);
}
