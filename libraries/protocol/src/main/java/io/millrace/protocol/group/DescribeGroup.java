package io.millrace.protocol.group;

/** What is committed of one group. */
public record DescribeGroup(GroupId group) {}
