package io.millrace.protocol.group;

/** A group as a list tells it. */
public record GroupSummary(GroupId group, GroupPhase phase, int members, long epoch) {}
