package io.millrace.simulation.group;

import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * The place of one member: two processes, of which one is meant to be it. The processes of a static
 * member are two members of one instance, those of another one are the same member.
 */
final class Slot {
    private final GroupId group;
    private final boolean isStatic;
    private final List<Client> processes;
    private int present;

    Slot(int firstId, World world, GroupId group, int number) {
        this.group = group;
        this.isStatic = number == 0;
        Optional<InstanceId> instance =
                isStatic ? Optional.of(new InstanceId("i" + number)) : Optional.empty();
        String name = "m" + number;
        this.processes =
                List.of(
                        new Client(firstId, world, group, new MemberId(name), instance),
                        new Client(
                                firstId + 1,
                                world,
                                group,
                                new MemberId(isStatic ? name + "-other" : name),
                                instance));
    }

    GroupId group() {
        return group;
    }

    boolean isStatic() {
        return isStatic;
    }

    List<Client> processes() {
        return processes;
    }

    Client present() {
        return processes.get(present);
    }

    /** The other process is meant from now on. */
    void turn() {
        present().replaced();
        present = 1 - present;
    }
}
