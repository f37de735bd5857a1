package io.millrace.protocol.facts;

/**
 * @param sizeBytes of all logs, trash included
 * @param freeBytes of the volume that they are on
 * @param totalBytes of the volume
 */
public record DiskFacts(long sizeBytes, long freeBytes, long totalBytes) {}
