package io.millrace.admin.group;

import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.Shards;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Groups as lists, in order of their names, a page at a time. Calls block. */
@Component
final class GroupLists {
    private static final Set<String> PHASES =
            Stream.of(GroupPhase.values())
                    .map(GroupPhase::text)
                    .collect(Collectors.toUnmodifiableSet());

    private final GroupControl control;

    GroupLists(GroupControl control) {
        this.control = control;
    }

    /** A list in which groups are missing would say that they are gone: rather there is none. */
    Page page(Parameters parameters) {
        int limit = parameters.limit();
        Map<Integer, ShardList> shards =
                newest(
                        control.list(
                                new ListGroups(
                                        parameters.text("name_prefix").orElse(""),
                                        parameters.word("state", PHASES).map(GroupPhase::of),
                                        parameters.after().orElse(""),
                                        limit + 1)));
        if (shards.size() < Shards.COUNT) {
            throw Problem.of(
                            ErrorCode.COORDINATOR_LOADING,
                            "Some groups' coordinators are moving, or can't be reached")
                    .asException();
        }
        List<GroupSummary> found =
                shards.values().stream()
                        .flatMap(shard -> shard.groups().stream())
                        .sorted(Comparator.comparing(GroupSummary::group))
                        .toList();
        List<GroupSummary> page = found.stream().limit(limit).toList();
        return new Page(
                page.stream().map(GroupSummaryView::of).toList(),
                shards.values().stream().mapToInt(ShardList::matching).sum(),
                null,
                found.size() > page.size()
                        ? Parameters.token(page.getLast().group().value())
                        : null);
    }

    /** By shard, each as its latest owner tells it. */
    static Map<Integer, ShardList> newest(List<ShardList> lists) {
        Map<Integer, ShardList> newest = new HashMap<>();
        for (ShardList list : lists) {
            newest.merge(
                    list.shard(),
                    list,
                    (one, other) -> other.shardEpoch() > one.shardEpoch() ? other : one);
        }
        return newest;
    }
}
