package io.millrace.simulation;

import io.millrace.replication.controller.PartitionRegistration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The control plane's database: the truth. A transaction is made by who holds the newest controller
 * epoch, or not at all.
 */
final class Database {

    /** What one transaction leaves. */
    record State(
            long controllerEpoch,
            long version,
            PartitionRegistration partition,
            Map<Integer, Long> brokerEpochs,
            Map<Integer, Boolean> fenced) {
        State {
            brokerEpochs = Map.copyOf(new TreeMap<>(brokerEpochs));
            fenced = Map.copyOf(new TreeMap<>(fenced));
        }

        Map<Integer, Long> live() {
            Map<Integer, Long> live = new TreeMap<>(brokerEpochs);
            live.keySet().removeIf(b -> fenced.getOrDefault(b, true));
            return live;
        }
    }

    private final Bug bug;
    private State state;
    private boolean down;

    Database(State first, Bug bug) {
        this.state = first;
        this.bug = bug;
    }

    boolean isDown() {
        return down;
    }

    void down(boolean isDown) {
        down = isDown;
    }

    /** For invariants only. */
    State truth() {
        return state;
    }

    /** A new controller epoch; every older one is fenced from now on. */
    State claim() {
        state =
                new State(
                        state.controllerEpoch() + 1,
                        state.version(),
                        state.partition(),
                        state.brokerEpochs(),
                        state.fenced());
        return state;
    }

    /** Whether it was committed: not if somebody else has claimed, or changed it, meanwhile. */
    boolean commit(State next) {
        boolean mine =
                bug == Bug.NO_CONTROLLER_EPOCH
                        || (next.controllerEpoch() == state.controllerEpoch()
                                && next.version() == state.version() + 1);
        if (mine) {
            state = next;
        }
        return mine;
    }
}
