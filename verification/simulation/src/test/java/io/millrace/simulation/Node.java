package io.millrace.simulation;

/** A process that can be killed, paused and started. What its former life has scheduled is void. */
abstract class Node {
    final int id;
    final World world;
    private boolean alive;
    private long life;
    private long pausedUntilMs;

    Node(int id, World world) {
        this.id = id;
        this.world = world;
    }

    boolean isAlive() {
        return alive;
    }

    /** Tells one life of the process from another. */
    long incarnation() {
        return life;
    }

    void start() {
        alive = true;
        life++;
        started();
    }

    void kill() {
        alive = false;
        life++;
        killed();
    }

    void pause(long ms) {
        pausedUntilMs = world.time.nowMs() + ms;
    }

    abstract void started();

    abstract void killed();

    void after(long delayMs, Runnable what) {
        long mine = life;
        world.time.after(delayMs, () -> run(mine, what));
    }

    void every(long periodMs, Runnable what) {
        after(
                periodMs,
                () -> {
                    what.run();
                    every(periodMs, what);
                });
    }

    void send(Node to, Runnable delivery) {
        world.network.send(
                id,
                to.id,
                () -> {
                    if (to.alive) {
                        to.run(to.life, delivery);
                    }
                });
    }

    private void run(long ofLife, Runnable what) {
        if (!alive || life != ofLife) {
            return;
        }
        long pause = pausedUntilMs - world.time.nowMs();
        if (pause > 0) {
            world.time.after(pause, () -> run(ofLife, what));
        } else {
            what.run();
        }
    }
}
