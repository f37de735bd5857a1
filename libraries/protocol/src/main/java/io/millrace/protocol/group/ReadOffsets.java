package io.millrace.protocol.group;

/** What a group has committed. */
public record ReadOffsets(GroupId group) {}
