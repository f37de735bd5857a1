package io.millrace.fault.lab;

/** Addresses that nobody else on this host has. Owned by a lab. */
final class Subnet {
    private static final int SUBNETS = 256;

    private final String prefix;
    private int last;

    private Subnet(String prefix) {
        this.prefix = prefix;
    }

    /** Of two that look at once, each begins elsewhere. */
    static Subnet unused() {
        String taken = Shell.run("ip", "-o", "-4", "addr") + Shell.run("ip", "-4", "route");
        int first = (int) (ProcessHandle.current().pid() % SUBNETS);
        for (int i = 0; i < SUBNETS; i++) {
            String prefix = "10.213." + (first + i) % SUBNETS + ".";
            if (!taken.contains(" " + prefix)) {
                return new Subnet(prefix);
            }
        }
        throw new IllegalStateException("All subnets of 10.213.0.0/16 are in use");
    }

    String next() {
        return prefix + ++last;
    }
}
