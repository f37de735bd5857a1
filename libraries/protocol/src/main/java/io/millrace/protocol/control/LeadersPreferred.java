package io.millrace.protocol.control;

/**
 * @param version of the metadata in which it is so
 * @param partitions how many have another leader now
 */
public record LeadersPreferred(long version, int partitions) {}
