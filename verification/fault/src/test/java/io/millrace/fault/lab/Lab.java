package io.millrace.fault.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Machines on one bridge, and volumes in memory. Needs {@link Capability#ROOT} and {@link
 * Capability#NETWORKS}; with volumes also {@link Capability#VOLUMES}. Owned by the test. Closing it
 * kills whatever still runs in it. What tests leave that die before is removed by the next lab.
 */
public final class Lab implements AutoCloseable {
    /** Short, since names of links have 15 characters. */
    static final String PREFIX = "mrf";

    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final int MEMORY_MEBIBYTES = 8 << 10;

    private final String name =
            PREFIX + ProcessHandle.current().pid() + "_" + OPENED.getAndIncrement();
    private final Subnet subnet = Subnet.unused();
    private final Network network = new Network();
    private int machines;
    private boolean hasMemory;

    private Lab() {}

    public static Lab open() {
        Remains.removeThoseOfTheDead();
        Lab lab = new Lab();
        try {
            Shell.run("ip", "link", "add", lab.name, "type", "bridge");
            Shell.run("ip", "addr", "add", lab.subnet.next() + "/24", "dev", lab.name);
            Shell.run("ip", "link", "set", lab.name, "up");
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    public Machine machine(String machineName) {
        return machine(machineName, 1);
    }

    /** A machine of several addresses can be cut from one of them. */
    public Machine machine(String machineName, int addresses) {
        String namespace = name + "-" + machineName;
        String cable = name + "v" + machines++;
        List<String> own = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            own.add(subnet.next());
        }
        Machine machine = new Machine(machineName, namespace, own);
        Shell.run("ip", "netns", "add", namespace);
        Shell.run(
                "ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns",
                namespace);
        Shell.run("ip", "link", "set", cable, "master", name, "up");
        own.forEach(address -> machine.ip("addr", "add", address + "/24", "dev", "eth0"));
        machine.ip("link", "set", "lo", "up");
        machine.ip("link", "set", "eth0", "up");
        network.add(machine);
        return machine;
    }

    public Network network() {
        return network;
    }

    /** A disk that survives power cuts as far as it was synced. */
    public Volume disk(String diskName, int mebibytes) {
        Path memory = memory();
        return Volume.ext4(memory.resolve(diskName + ".img"), memory.resolve(diskName), mebibytes);
    }

    /** A small disk, to be filled. */
    public Volume smallDisk(String diskName, int mebibytes) {
        return Volume.memory(memory().resolve(diskName), mebibytes);
    }

    private Path memory() {
        Path directory = directory(name);
        if (!hasMemory) {
            Volume _ = Volume.memory(directory, MEMORY_MEBIBYTES);
            hasMemory = true;
        }
        return directory;
    }

    static Path directory(String lab) {
        return Path.of(System.getProperty("java.io.tmpdir"), lab);
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        Remains.remove(name);
    }
}
