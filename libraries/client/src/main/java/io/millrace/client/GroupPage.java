package io.millrace.client;

import io.millrace.protocol.TopicName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a poll has brought.
 *
 * @param assignment the partitions that the member has now
 * @param gaps what was lost before these records, as the broker's JSON
 * @param beganAnew whether the membership was lost and begun anew since the page before: what it
 *     had brought and no later poll has acknowledged comes again, to this member or another
 */
public record GroupPage(
        List<GroupRecord> records,
        Map<TopicName, Set<Integer>> assignment,
        List<String> gaps,
        boolean beganAnew) {
    public GroupPage {
        records = List.copyOf(records);
        assignment = Map.copyOf(assignment);
        gaps = List.copyOf(gaps);
    }
}
