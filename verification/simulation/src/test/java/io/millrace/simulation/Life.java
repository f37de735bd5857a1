package io.millrace.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One seed's life: a cluster under load and faults, which then heals. Throws an {@link
 * AssertionError} that names the seed if an invariant breaks, or if the healed cluster does not
 * come to rest.
 */
final class Life {
    private static final long FAULTS_MS = 20_000;
    private static final long HEALING_MS = 40_000;

    /** What a life was like. */
    record Summary(int acknowledged, int faults, long versions) {}

    private final World world;
    private final Random random;
    private final List<String> faults = new ArrayList<>();
    private long nextRecord = 1;
    private boolean healing;

    private Life(long seed, Bug bug) {
        world = new World(seed, bug);
        random = world.random;
    }

    static Summary live(long seed, Bug bug) {
        Life life = new Life(seed, bug);
        try {
            return life.live();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " " + e.getMessage() + "\nfaults: " + life.faults, e);
        }
    }

    private Summary live() {
        world.coordinators.forEach(Node::start);
        world.brokers.forEach(Node::start);
        election();
        produce();
        consume();
        disturb();
        while (world.time.step(FAULTS_MS)) {
            // One thing after another.
        }
        heal();
        while (world.time.step(FAULTS_MS + HEALING_MS)) {
            // The same, undisturbed.
        }
        Optional<String> unsettled = world.unsettled();
        if (unsettled.isPresent()) {
            throw new AssertionError("does not come to rest: " + unsettled.get());
        }
        world.nothingIsLost();
        return new Summary(
                world.acknowledgedCount(), faults.size(), world.database.truth().version());
    }

    // ---- clients

    private void produce() {
        if (!healing || world.time.nowMs() < FAULTS_MS + HEALING_MS / 2) {
            long record = nextRecord++;
            Broker to = anyBroker();
            if (to.isAlive()) {
                to.produce(record, () -> world.acknowledged(record));
            }
            world.time.after(5 + random.nextInt(60), this::produce);
        }
    }

    private void consume() {
        Broker from = anyBroker();
        long offset = random.nextInt(20);
        if (from.isAlive()) {
            from.read(offset).ifPresent(entries -> world.read(offset, entries));
        }
        world.time.after(200, this::consume);
    }

    // ---- the lock that says who may try to lead: it forgets, and grants twice

    private void election() {
        List<Coordinator> alive = world.coordinators.stream().filter(Node::isAlive).toList();
        boolean led = alive.stream().anyMatch(Coordinator::isController);
        if (!alive.isEmpty() && (!led || (!healing && random.nextInt(20) == 0))) {
            alive.get(random.nextInt(alive.size())).mayLead();
        }
        world.time.after(300, this::election);
    }

    // ---- faults

    private void disturb() {
        if (healing) {
            return;
        }
        fault();
        world.time.after(100 + random.nextInt(1_500), this::disturb);
    }

    private void fault() {
        Broker broker = anyBroker();
        Coordinator coordinator = world.coordinators.get(random.nextInt(3));
        int kind = random.nextInt(14);
        switch (kind) {
            case 0, 1 -> restart("kill -9 broker " + broker.id, broker, false);
            case 2 -> restart("power cut of broker " + broker.id, broker, true);
            case 3 -> {
                note("power cut of all");
                world.brokers.forEach(b -> down(b, true));
                world.brokers.forEach(b -> up(b, 50 + random.nextInt(1_000)));
            }
            case 4 -> {
                note("pause of broker " + broker.id);
                broker.pause(200 + random.nextInt(5_000));
            }
            case 5 -> restart("kill -9 coordinator " + coordinator.id, coordinator, false);
            case 6 -> {
                note("pause of coordinator " + coordinator.id);
                coordinator.pause(200 + random.nextInt(5_000));
            }
            case 7 -> cut(broker);
            case 8 -> {
                note("database away");
                world.database.down(true);
                world.time.after(random.nextInt(3_000), () -> world.database.down(false));
            }
            case 9 -> {
                note("bad network");
                world.network.weather(
                        random.nextInt(20), random.nextInt(20), 1 + random.nextInt(200));
                world.unclearCommitPercent = random.nextInt(20);
                world.flushMaxMs = 1 + random.nextInt(200);
            }
            case 10 -> {
                note("the network heals");
                world.network.heal();
                world.unclearCommitPercent = 0;
                world.flushMaxMs = 10;
            }
            case 11 -> {
                note("move");
                List<Integer> target = new ArrayList<>(List.of(1, 2, 3, 4));
                Collections.shuffle(target, random);
                world.coordinators.forEach(c -> c.move(target.subList(0, 3)));
            }
            case 12 -> {
                note("preferred leader");
                world.coordinators.forEach(Coordinator::prefer);
            }
            default -> loseDisk(broker);
        }
    }

    private Broker anyBroker() {
        return world.brokers.get(random.nextInt(world.brokers.size()));
    }

    private void note(String fault) {
        faults.add(world.time.nowMs() + " " + fault);
    }

    private void restart(String fault, Node node, boolean power) {
        if (node.isAlive()) {
            note(fault);
            down(node, power);
            up(node, 50 + random.nextInt(4_000));
        }
    }

    private void down(Node node, boolean power) {
        if (node.isAlive()) {
            node.kill();
            if (power && node instanceof Broker broker) {
                broker.log.loseUnflushed(random);
            }
        }
    }

    private void up(Node node, long afterMs) {
        world.time.after(
                afterMs,
                () -> {
                    if (!node.isAlive()) {
                        node.start();
                    }
                });
    }

    /** Of some others, or of all; in one direction, or in both. */
    private void cut(Broker broker) {
        note("cut of broker " + broker.id);
        List<Node> others = new ArrayList<>(world.brokers);
        others.addAll(world.coordinators);
        boolean all = random.nextBoolean();
        boolean oneWay = random.nextInt(3) == 0;
        for (Node other : others) {
            if (other != broker && (all || random.nextBoolean())) {
                world.network.cut(broker.id, other.id);
                if (!oneWay) {
                    world.network.cut(other.id, broker.id);
                }
            }
        }
        world.time.after(500 + random.nextInt(4_000), world.network::heal);
    }

    /** One disk at a time, and only while all are in sync: more is more than is promised. */
    private void loseDisk(Broker broker) {
        boolean whole = world.brokers.stream().noneMatch(b -> b.log.isLost());
        if (broker.isAlive()
                && whole
                && world.database.truth().partition().isr().size() >= 3
                && world.brokers.stream().allMatch(Node::isAlive)) {
            note("loss of the disk of broker " + broker.id);
            down(broker, true);
            broker.log.wipe(random);
            up(broker, 50 + random.nextInt(2_000));
        }
    }

    private void heal() {
        healing = true;
        world.network.heal();
        world.database.down(false);
        world.unclearCommitPercent = 0;
        world.flushMaxMs = 10;
        world.brokers.forEach(b -> up(b, 10));
        world.coordinators.forEach(c -> up(c, 10));
    }
}
