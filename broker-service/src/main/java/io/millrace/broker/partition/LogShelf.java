package io.millrace.broker.partition;

import io.millrace.log.EventLog;
import io.millrace.log.LogConfig;
import io.millrace.log.LogDirectory;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of a data directory that no partition has taken yet: opened and recovered at the start,
 * before anybody knows which topics they belong to. One thread at a time.
 */
final class LogShelf {
    private static final Logger LOG = LoggerFactory.getLogger(LogShelf.class);

    private final LogDirectory directory;
    private final int openThreads;
    private final Map<PartitionId, EventLog> logs = new TreeMap<>();

    /**
     * @param openThreads how many logs are opened at the same time, at least 1
     */
    LogShelf(LogDirectory directory, int openThreads) {
        this.directory = directory;
        this.openThreads = openThreads;
    }

    /** Opens and recovers all logs of the directory; what is none of ours is left alone. */
    void openAll() {
        List<PartitionId> found = new ArrayList<>();
        for (String name : directory.logNames()) {
            Optional<PartitionId> id = PartitionId.parse(name);
            id.ifPresent(found::add);
            if (id.isEmpty() && !SeenMetadata.owns(name)) {
                LOG.atWarn()
                        .addKeyValue("directory", name)
                        .log("This is no partition's directory; it is left alone");
            }
        }
        open(
                found.stream()
                        .collect(
                                TreeMap::new,
                                (m, id) -> m.put(id, LogConfig.defaults()),
                                Map::putAll));
    }

    /** Opens or creates logs, several at a time. */
    void open(Map<PartitionId, LogConfig> wanted) {
        open(wanted, EventLog::open);
    }

    /** Opens logs that were here before: those that are gone are lost, and not created. */
    void openExisting(Map<PartitionId, LogConfig> wanted) {
        open(wanted, EventLog::openExisting);
    }

    private void open(Map<PartitionId, LogConfig> wanted, Opening opening) {
        Map<PartitionId, EventLog> opened = new ConcurrentSkipListMap<>();
        List<Callable<Void>> work = new ArrayList<>();
        wanted.forEach(
                (id, config) ->
                        work.add(
                                () -> {
                                    opened.put(id, opening.open(directory, id.toString(), config));
                                    return null;
                                }));
        try {
            runAll(work);
        } finally {
            opened.forEach(this::shelve); // They are open, though another could not be opened.
        }
    }

    private interface Opening {
        EventLog open(LogDirectory directory, String name, LogConfig config);
    }

    private void shelve(PartitionId id, EventLog log) {
        logs.put(id, log);
        if (!log.health().isOk()) {
            LOG.atError()
                    .addKeyValue("partition", id)
                    .addKeyValue("status", log.health().status())
                    .addKeyValue("detail", log.health().detail())
                    .log("This replica is damaged: it is not served and left as it was found");
        }
    }

    private void runAll(List<Callable<Void>> work) {
        int threads = Math.clamp(work.size(), 1, openThreads);
        try (ExecutorService executor =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().name("log-opener-", 0).factory())) {
            for (Future<Void> done : executor.invokeAll(work)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a log could not be opened", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while logs were opened", e);
        }
    }

    /** What the controller has to know of each log. */
    List<ReplicaReport> reports() {
        List<ReplicaReport> reports = new ArrayList<>();
        logs.forEach((id, log) -> reports.add(report(id, log)));
        return reports;
    }

    static ReplicaReport report(PartitionId id, EventLog log) {
        return new ReplicaReport(
                id,
                log.lastEpoch().orElse(-1),
                log.durableEndOffset(),
                log.highWatermark(),
                ReplicaFlag.valueOf(log.health().status().name()));
    }

    boolean has(PartitionId id) {
        return logs.containsKey(id);
    }

    boolean isHealthy(PartitionId id) {
        EventLog log = logs.get(id);
        return log != null && log.health().isOk();
    }

    /** Hands a log over to its partition. */
    EventLog take(PartitionId id) {
        EventLog log = logs.remove(id);
        if (log == null) {
            throw new IllegalStateException("no log of " + id + " lies here");
        }
        return log;
    }

    /** Of the logs that nobody has taken. */
    List<PartitionId> ids() {
        return List.copyOf(logs.keySet());
    }

    /** Closes what nobody has taken; false if a log could not be closed in good order. */
    boolean close() {
        boolean clean = true;
        for (Map.Entry<PartitionId, EventLog> each : logs.entrySet()) {
            try {
                each.getValue().close();
            } catch (RuntimeException e) {
                clean = false;
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("partition", each.getKey())
                        .log("A log could not be closed");
            }
        }
        logs.clear();
        return clean;
    }
}
