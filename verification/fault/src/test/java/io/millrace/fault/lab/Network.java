package io.millrace.fault.lab;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The cables between machines, and their cuts. Any thread.
 *
 * <p>A cut is a routing rule of the receiver, which drops what comes from the sender: silently, as
 * a broken cable would, and also for connections that stand already. A blackhole route would be the
 * sender's and would tell it at once. The test itself, whose address is the host's, still reaches
 * every machine.
 */
public final class Network {
    private static final String CUTS = "10";
    private static final String LOCAL = "100";

    @GuardedBy("this")
    private final List<Machine> machines = new ArrayList<>();

    @GuardedBy("this")
    private final Set<Cut> cuts = new LinkedHashSet<>();

    /** What an address sends to another one is dropped on arrival. */
    private record Cut(String from, String to, Machine receiver) {
        void change(String verb) {
            receiver.ip("rule", verb, "pref", CUTS, "from", from, "to", to, "blackhole");
        }
    }

    Network() {}

    synchronized void add(Machine machine) {
        // Usually the rule that delivers what is for oneself comes before all others.
        machine.ip("rule", "add", "pref", LOCAL, "lookup", "local");
        machine.ip("rule", "del", "pref", "0");
        machines.add(machine);
    }

    /** The second hears nothing of the first; the first hears the second. */
    public void cutOneWay(Machine from, Machine to) {
        from.addresses().forEach(a -> to.addresses().forEach(b -> cut(new Cut(a, b, to))));
    }

    public void cut(Machine a, Machine b) {
        cutOneWay(a, b);
        cutOneWay(b, a);
    }

    /** From all other machines. */
    public void isolate(Machine machine) {
        others(machine).forEach(other -> cut(machine, other));
    }

    /** No machine of one side reaches one of the other; who is on neither reaches both. */
    public void split(Collection<Machine> oneSide, Collection<Machine> otherSide) {
        oneSide.forEach(a -> otherSide.forEach(b -> cut(a, b)));
    }

    /** From these addresses only, whatever else their machines have. */
    public void cut(Machine machine, Collection<String> addresses) {
        for (Machine other : others(machine)) {
            for (String address : other.addresses()) {
                if (addresses.contains(address)) {
                    for (String own : machine.addresses()) {
                        cut(new Cut(own, address, other));
                        cut(new Cut(address, own, machine));
                    }
                }
            }
        }
    }

    public synchronized void heal() {
        cuts.forEach(cut -> cut.change("del"));
        cuts.clear();
    }

    private synchronized void cut(Cut cut) {
        if (cuts.add(cut)) {
            cut.change("add");
        }
    }

    private synchronized List<Machine> others(Machine machine) {
        return machines.stream().filter(other -> other != machine).toList();
    }
}
