package io.millrace.log.disk;

/** Size of a volume and what of it is free for this process, in bytes. */
public record DiskSpace(long totalBytes, long usableBytes) {}
