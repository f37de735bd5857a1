package io.millrace.simulation.group;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.UndoReset;
import io.millrace.simulation.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What befalls a world until it heals. */
final class Faults {
    private final World world;
    private final Random random;
    private final List<String> noted = new ArrayList<>();
    private boolean over;

    Faults(World world) {
        this.world = world;
        this.random = world.random;
    }

    List<String> noted() {
        return noted;
    }

    boolean areOver() {
        return over;
    }

    void begin() {
        if (!over) {
            next();
            world.time.after(50 + random.nextInt(700), this::begin);
        }
    }

    private void next() {
        Coordinator coordinator = world.anyCoordinator();
        Slot slot = world.slots.get(random.nextInt(world.slots.size()));
        switch (random.nextInt(22)) {
            case 0 -> restart("kill -9", coordinator);
            case 1, 2 -> {
                note("pause of coordinator " + coordinator.id);
                coordinator.pauseFor(200 + random.nextInt(3_000));
            }
            case 3 -> {
                note("coordination forgets");
                world.locks.forget();
            }
            case 4 -> {
                note("coordination grants twice, and shows some nobody");
                world.locks.weather(random.nextInt(100), random.nextInt(60));
            }
            case 5 -> {
                note("coordination away");
                world.locks.away(true);
                world.time.after(500 + random.nextInt(3_500), () -> world.locks.away(false));
            }
            case 6 -> {
                note("database away");
                world.database.away(true);
                world.time.after(random.nextInt(2_000), () -> world.database.away(false));
            }
            case 7 -> {
                note("bad database");
                world.database.weather(random.nextInt(10), random.nextInt(20));
            }
            case 8, 9 -> {
                note("bad network");
                world.network.weather(
                        random.nextInt(20), random.nextInt(30), 1 + random.nextInt(600));
            }
            case 10 -> {
                note("all is well for a while");
                calm();
            }
            case 11 -> cut(slot);
            case 12 -> restart("kill -9", slot.present());
            case 13 -> {
                note("pause of " + slot.present().member + " of " + slot.group());
                slot.present().pause(200 + random.nextInt(4_000));
            }
            case 14, 20 -> replace(slot);
            case 15 -> leave(slot);
            case 16 -> {
                note("subscription of " + slot.present().member + " of " + slot.group());
                slot.present().subscribe(world.topics.some());
            }
            case 17, 18 -> reset(slot.group());
            case 19 -> {
                note("undo in " + slot.group());
                coordinator.undo(new UndoReset(slot.group(), true, Optional.empty()));
            }
            default -> {
                note("more partitions");
                world.topics.grow();
                world.database.topics(world.topics.places());
            }
        }
    }

    private void note(String fault) {
        noted.add(world.time.nowMs() + " " + fault);
    }

    private void restart(String fault, Node node) {
        if (node.isAlive()) {
            note(fault + " " + node.id);
            node.kill();
            start(node, 50 + random.nextInt(2_500));
        }
    }

    private void start(Node node, long afterMs) {
        world.time.after(
                afterMs,
                () -> {
                    if (!node.isAlive() && !isSpare(node)) {
                        node.start();
                    }
                });
    }

    private boolean isSpare(Node node) {
        return node instanceof Client && world.slots.stream().noneMatch(s -> s.present() == node);
    }

    private void cut(Slot slot) {
        Client client = slot.present();
        note("cut of " + client.member + " of " + slot.group());
        boolean oneWay = random.nextBoolean();
        for (Coordinator coordinator : world.coordinators) {
            world.network.cut(coordinator.id, client.id);
            if (!oneWay) {
                world.network.cut(client.id, coordinator.id);
            }
        }
        world.time.after(500 + random.nextInt(3_000), world.network::mend);
    }

    /** The process before is alive, and wakes up some time. */
    private void replace(Slot slot) {
        Client before = slot.present();
        note("zombie " + before.member + " of " + slot.group());
        before.pause(200 + random.nextInt(2_500));
        slot.turn();
        kill(slot.present());
        slot.present().start();
    }

    /** For good, or for a while, which matters to static members alone. */
    private void leave(Slot slot) {
        Client client = slot.present();
        boolean forAWhile = random.nextInt(3) > 0;
        note(client.member + " leaves " + slot.group() + (forAWhile ? " for a while" : ""));
        client.leave(forAWhile);
        client.kill();
        if (random.nextBoolean()) {
            slot.turn();
            kill(slot.present());
        }
        start(slot.present(), 10 + random.nextInt(2_000));
    }

    private static void kill(Node node) {
        if (node.isAlive()) {
            node.kill();
        }
    }

    private void reset(GroupId group) {
        note("reset of " + group);
        Map<PartitionId, Long> positions = new HashMap<>();
        for (PartitionId partition : world.topics.partitions()) {
            if (random.nextInt(3) > 0) {
                positions.put(partition, (long) random.nextInt(4));
            }
        }
        ResetOffsets wish =
                new ResetOffsets(group, positions, random.nextInt(4) > 0, Optional.empty());
        world.coordinators.stream()
                .filter(Node::isAlive)
                .forEach(coordinator -> coordinator.reset(wish));
    }

    private void calm() {
        world.network.heal();
        world.database.weather(0, 0);
        world.locks.weather(0, 0);
    }

    /** Nothing befalls anybody any more; what is there has to come to rest. */
    void end() {
        over = true;
        note("all heals");
        calm();
        world.database.away(false);
        world.locks.away(false);
        world.coordinators.forEach(node -> start(node, 10));
        world.slots.forEach(this::oneProcess);
    }

    /** An instance that another member goes on being is refused, and rightly. */
    private void oneProcess(Slot slot) {
        if (slot.isStatic()) {
            slot.processes().stream()
                    .filter(process -> process != slot.present())
                    .forEach(Faults::kill);
        }
        start(slot.present(), 10);
    }
}
