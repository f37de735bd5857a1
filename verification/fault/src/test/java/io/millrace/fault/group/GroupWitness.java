package io.millrace.fault.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the members of a group on one topic were given and have acknowledged, by what they know
 * themselves: a member has a partition from the answer that says so until it says that it gives it
 * up, or hears that its membership is over. Any thread.
 */
public final class GroupWitness {
    private static final Comparator<Seen> BY_PLACE =
            Comparator.comparingInt(Seen::partition).thenComparingLong(Seen::offset);

    private final Map<Integer, String> holders = new HashMap<>();
    private final Map<Integer, Long> acknowledged = new HashMap<>();
    private final Set<Seen> seen = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final boolean staysWhole;
    private int repeated;
    private int moved;
    private int expelled;

    /**
     * @param staysWhole whether no member can be out of touch for so long that its partitions
     *     become another's before it hears of that
     */
    GroupWitness(boolean staysWhole) {
        this.staysWhole = staysWhole;
    }

    synchronized void takes(String member, Collection<Integer> partitions) {
        for (int partition : partitions) {
            String holder = holders.put(partition, member);
            if (holder == null) {
                moved++;
            } else if (staysWhole && !holder.equals(member)) {
                faults.add(holder + " and " + member + " both have partition " + partition);
            }
        }
    }

    synchronized void givesUp(String member, Collection<Integer> partitions) {
        partitions.forEach(partition -> holders.remove(partition, member));
    }

    /**
     * @param before what was acknowledged when the member asked for it
     */
    synchronized void given(String member, Seen record, Map<Integer, Long> before) {
        if (staysWhole && !member.equals(holders.get(record.partition()))) {
            faults.add(member + " was given " + record + " and does not have the partition");
        }
        Map<Integer, Long> settled = staysWhole ? acknowledged : before;
        if (record.offset() < settled.getOrDefault(record.partition(), 0L)) {
            faults.add(member + " was given " + record + ", which is acknowledged");
        }
        if (!seen.add(record)) {
            repeated++;
        }
    }

    /** Partition → offset behind the last that counts. */
    synchronized Map<Integer, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** The partitions that others have got, as far as they know. */
    synchronized Set<Integer> ofOthers(String member) {
        return holders.entrySet().stream()
                .filter(holder -> !holder.getValue().equals(member))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * @param answer partition → offset behind the last that counts
     * @param ofOthers what others had got when the member asked
     */
    synchronized void acknowledged(String member, JsonNode answer, Set<Integer> ofOthers) {
        for (Map.Entry<String, JsonNode> each : answer.properties()) {
            int partition = Integer.parseInt(each.getKey());
            if (ofOthers.contains(partition)) {
                faults.add(member + " has committed in partition " + partition + " of another");
            }
            acknowledged.merge(partition, each.getValue().longValue(), Math::max);
        }
    }

    /** Its membership is over: what it had may be another's already. */
    synchronized void expelled(String member, String why) {
        holders.values().removeIf(member::equals);
        expelled++;
        if (staysWhole) {
            surprise(member, why);
        }
    }

    public synchronized int expelled() {
        return expelled;
    }

    /** What no member should ever hear. */
    synchronized void surprise(String member, String what) {
        faults.add(member + ": " + what);
    }

    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Without repetitions. */
    public synchronized Set<Seen> seen() {
        return Set.copyOf(seen);
    }

    public synchronized int count() {
        return seen.size();
    }

    /** Those of the records that nobody was given. */
    public synchronized Set<Seen> missing(Set<Seen> of) {
        Set<Seen> missing = new TreeSet<>(BY_PLACE);
        missing.addAll(of);
        missing.removeAll(seen);
        return missing;
    }

    /** Deliveries of records that were delivered before, and not acknowledged. */
    public synchronized int repeated() {
        return repeated;
    }

    /** How often a member got a partition that nobody had. */
    public synchronized int moved() {
        return moved;
    }
}
