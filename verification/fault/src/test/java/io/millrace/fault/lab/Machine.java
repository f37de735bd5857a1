package io.millrace.fault.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace with a cable to the others. Files and clocks are those of the host. Any
 * thread.
 */
public final class Machine {
    private final String name;
    private final String namespace;
    private final List<String> addresses;

    Machine(String name, String namespace, List<String> addresses) {
        this.name = name;
        this.namespace = namespace;
        this.addresses = List.copyOf(addresses);
    }

    public String name() {
        return name;
    }

    /** From which it speaks unless a process chooses another one. */
    public String address() {
        return addresses.getFirst();
    }

    public List<String> addresses() {
        return addresses;
    }

    /** Only the network is the machine's own: mounts that are made later are seen, too. */
    public LabProcess start(Command command) {
        ProcessBuilder builder =
                new ProcessBuilder(inside(command.words()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.environment().putAll(command.environment());
        return LabProcess.start(builder);
    }

    public String run(String... command) {
        return Shell.run(inside(List.of(command)).toArray(String[]::new));
    }

    public boolean succeeds(String... command) {
        return Shell.succeeds(inside(List.of(command)).toArray(String[]::new));
    }

    /**
     * The command that runs another one here, and becomes it, so that the process that is killed is
     * the right one.
     */
    public List<String> inside(List<String> command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        words.add("--");
        words.addAll(command);
        return words;
    }

    /** Runs {@code ip} on the machine's own network. */
    void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        Shell.run(command.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return name;
    }
}
