package io.millrace.replication;

import java.util.List;

/** The state after one event, and what has to be done now that it holds. */
public record Step(LeaderState state, List<LeaderEffect> effects) {}
