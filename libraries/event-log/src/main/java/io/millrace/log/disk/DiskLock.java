package io.millrace.log.disk;

/** An exclusive lock between processes; the operating system drops it when the process dies. */
public interface DiskLock extends AutoCloseable {
    @Override
    void close();
}
