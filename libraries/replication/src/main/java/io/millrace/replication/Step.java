package io.millrace.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The leader's state after one event, and what has to be done now that it holds. */
public record Step(LeaderState state, List<LeaderEffect> effects) {

    /** Also asks for another leader. */
    Step resigning() {
        List<LeaderEffect> more = new ArrayList<>(effects);
        more.add(new LeaderEffect.Resign());
        return new Step(state.resigned(), List.copyOf(more));
    }

    /** Also asks for another in-sync set, if one is due. */
    Step proposing() {
        Optional<IsrProposal> due = state.due();
        if (due.isEmpty()) {
            return this;
        }
        List<LeaderEffect> more = new ArrayList<>(effects);
        more.add(new LeaderEffect.ProposeIsr(due.get()));
        return new Step(state.asking(due.get()), List.copyOf(more));
    }
}
