package io.millrace.admin.lag;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The groups that are sampled, with their samples; lost with the process. Any thread.
 *
 * <p>There is room for so many groups and series only. First come the groups that somebody has
 * looked at within a day, those that were looked at first before others, so that more lookers than
 * there is room for do not take each other's samples away.
 */
public final class SampledGroups {
    /** A day of minutes. */
    public static final int SAMPLES_MAX = 1_440;

    /** So that one group does not take the room of all others. */
    static final int TOPICS_MAX = 50;

    private static final long WANTED_FOR_MS = Duration.ofDays(1).toMillis();

    private final int groupsMax;
    private final int seriesMax;

    @GuardedBy("this")
    private final Map<GroupId, Long> wantedAtMs = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<GroupId, Sampled> groups = new LinkedHashMap<>();

    /**
     * @param groupsMax groups that are sampled
     * @param seriesMax topics of all of them together, of up to 35 kB each
     */
    public SampledGroups(int groupsMax, int seriesMax) {
        this.groupsMax = groupsMax;
        this.seriesMax = seriesMax;
    }

    /** Somebody looks at a group that exists. */
    public synchronized void want(GroupId group, long nowMs) {
        if (wantedAtMs.containsKey(group) || wantedAtMs.size() < groupsMax) {
            wantedAtMs.put(group, nowMs);
        }
    }

    /**
     * Decides which groups are sampled from now on, and forgets the samples of others.
     *
     * @param listed some of those that exist, perhaps not all
     * @return those that were not sampled for the longest time first
     */
    public synchronized List<GroupId> choose(Collection<GroupId> listed, long nowMs) {
        wantedAtMs.values().removeIf(at -> at < nowMs - WANTED_FOR_MS);
        Set<GroupId> candidates = new LinkedHashSet<>(wantedAtMs.keySet());
        candidates.addAll(groups.keySet());
        candidates.addAll(listed);
        Set<GroupId> chosen = new LinkedHashSet<>();
        int room = seriesMax;
        for (GroupId candidate : candidates) {
            if (chosen.size() == groupsMax || room <= 0) {
                break;
            }
            Sampled known = groups.computeIfAbsent(candidate, group -> new Sampled());
            room -= Math.max(1, Math.min(known.topics, TOPICS_MAX));
            chosen.add(candidate);
        }
        groups.keySet().retainAll(chosen);
        Map<GroupId, Long> sampledAtMs = new HashMap<>();
        groups.forEach((group, sampled) -> sampledAtMs.put(group, sampled.atMs));
        return chosen.stream()
                .sorted(Comparator.comparing(group -> sampledAtMs.getOrDefault(group, 0L)))
                .toList();
    }

    /**
     * Adds what was found of a group, unless it is not sampled any more. Topics that it does not
     * read any more are forgotten.
     *
     * @param atMs time of all that was found, in milliseconds since 1970
     * @param found by topic
     */
    public synchronized void add(GroupId group, long atMs, SortedMap<TopicName, LagSample> found) {
        Sampled sampled = groups.get(group);
        if (sampled == null) {
            return;
        }
        sampled.atMs = atMs;
        sampled.topics = found.size();
        sampled.series.keySet().retainAll(found.keySet());
        int room = seriesMax - groups.values().stream().mapToInt(each -> each.series.size()).sum();
        for (Map.Entry<TopicName, LagSample> each : found.entrySet()) {
            LagSeries series = sampled.series.get(each.getKey());
            if (series == null && room > 0 && sampled.series.size() < TOPICS_MAX) {
                series = new LagSeries(SAMPLES_MAX);
                sampled.series.put(each.getKey(), series);
                room--;
            }
            if (series != null) {
                series.add(each.getValue());
            }
        }
    }

    /** The group is gone. */
    public synchronized void drop(GroupId group) {
        wantedAtMs.remove(group);
        groups.remove(group);
    }

    /**
     * @param last so many samples of each topic
     */
    public synchronized LagHistory history(GroupId group, int last) {
        Sampled sampled = groups.get(group);
        if (sampled == null) {
            return LagHistory.NONE;
        }
        SortedMap<TopicName, List<LagSample>> topics = new TreeMap<>();
        sampled.series.forEach((topic, series) -> topics.put(topic, series.last(last)));
        return new LagHistory(true, sampled.leftOut(), topics);
    }

    /** Topics of sampled groups for which there was no room. */
    public synchronized int topicsLeftOut() {
        return groups.values().stream().mapToInt(Sampled::leftOut).sum();
    }

    /** Guarded by the lock of what holds it. */
    private static final class Sampled {
        final Map<TopicName, LagSeries> series = new HashMap<>();

        /** When it was sampled last; 0 if it never was. */
        long atMs;

        /** How many topics it was found to read; there may be no series for some of them. */
        int topics;

        int leftOut() {
            return topics - series.size();
        }
    }
}
