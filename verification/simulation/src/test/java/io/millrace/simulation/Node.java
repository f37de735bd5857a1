package io.millrace.simulation;

/** A process that can be killed, paused and started. What its former life has scheduled is void. */
public abstract class Node {
    public final int id;
    private final Timeline time;
    private final Network network;
    private boolean alive;
    private long life;
    private long pausedUntilMs;

    protected Node(int id, Timeline time, Network network) {
        this.id = id;
        this.time = time;
        this.network = network;
    }

    public boolean isAlive() {
        return alive;
    }

    /** Tells one life of the process from another. */
    public long incarnation() {
        return life;
    }

    public void start() {
        alive = true;
        life++;
        started();
    }

    public void kill() {
        alive = false;
        life++;
        killed();
    }

    public void pause(long ms) {
        pausedUntilMs = time.nowMs() + ms;
    }

    protected abstract void started();

    protected abstract void killed();

    protected void after(long delayMs, Runnable what) {
        long mine = life;
        time.after(delayMs, () -> run(mine, what));
    }

    protected void every(long periodMs, Runnable what) {
        after(
                periodMs,
                () -> {
                    what.run();
                    every(periodMs, what);
                });
    }

    protected void send(Node to, Runnable delivery) {
        network.send(
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
        long pause = pausedUntilMs - time.nowMs();
        if (pause > 0) {
            time.after(pause, () -> run(ofLife, what));
        } else {
            what.run();
        }
    }
}
