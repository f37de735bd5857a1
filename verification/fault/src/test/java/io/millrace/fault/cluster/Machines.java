package io.millrace.fault.cluster;

import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.Place;
import io.millrace.fault.lab.FailingFsync;
import io.millrace.fault.lab.Lab;
import io.millrace.fault.lab.Machine;
import java.util.HashMap;
import java.util.Map;

/** One for each node, on one network. Owned by the cluster's thread. */
final class Machines implements Place {
    private final Map<String, Machine> byNode = new HashMap<>();
    private final Map<String, FailingFsync> fsyncs = new HashMap<>();
    private final Map<String, String> brokerEnvironment;

    Machines(Lab lab, Map<String, String> brokerEnvironment) {
        this.brokerEnvironment = Map.copyOf(brokerEnvironment);
        LocalCluster.names().forEach(node -> byNode.put(node, lab.machine(node)));
    }

    Machine of(String node) {
        Machine machine = byNode.get(node);
        if (machine == null) {
            throw new IllegalArgumentException("There is no " + node);
        }
        return machine;
    }

    void give(String node, FailingFsync fsync) {
        fsyncs.put(node, fsync);
    }

    @Override
    public String address(String node) {
        return of(node).address();
    }

    @Override
    public void prepare(String node, ProcessBuilder start) {
        start.command(of(node).inside(start.command()));
        FailingFsync fsync = fsyncs.get(node);
        if (fsync != null) {
            start.environment().putAll(fsync.environment());
            start.environment().putAll(brokerEnvironment);
        }
    }
}
