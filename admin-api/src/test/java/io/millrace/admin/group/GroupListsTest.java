package io.millrace.admin.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.Shards;
import io.millrace.protocol.group.UndoReset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class GroupListsTest {
    private final Owners owners = new Owners();
    private final GroupLists lists = new GroupLists(owners);

    /** Owners of groups that only list them; each has put all of a shard's in one answer. */
    private static final class Owners implements GroupControl {
        private final List<ShardList> shards =
                new ArrayList<>(
                        IntStream.range(0, Shards.COUNT).mapToObj(n -> shard(n, 1)).toList());

        @Override
        public List<ShardList> list(ListGroups which) {
            return shards.stream()
                    .map(
                            shard ->
                                    new ShardList(
                                            shard.shard(),
                                            shard.shardEpoch(),
                                            shard.matching(),
                                            shard.groups().stream()
                                                    .filter(
                                                            group ->
                                                                    group.group()
                                                                                    .value()
                                                                                    .compareTo(
                                                                                            which
                                                                                                    .after())
                                                                            > 0)
                                                    .limit(which.limit())
                                                    .toList()))
                    .toList();
        }

        @Override
        public GroupDescription describe(GroupId group) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OffsetsMoved reset(ResetOffsets reset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OffsetsMoved undo(UndoReset undo) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(DeleteGroup deletion) {
            throw new UnsupportedOperationException();
        }
    }

    private static ShardList shard(int shard, long epoch, String... names) {
        return new ShardList(
                shard,
                epoch,
                names.length,
                List.of(names).stream()
                        .map(name -> new GroupSummary(new GroupId(name), GroupPhase.EMPTY, 0, 1))
                        .toList());
    }

    private Page page(String query) {
        return lists.page(
                Parameters.of(
                        MockServerHttpRequest.get("/admin/v1/groups" + query).build(),
                        "name_prefix",
                        "state",
                        "limit",
                        "page_token"));
    }

    private static List<String> names(Page page) {
        return page.items().stream().map(item -> ((GroupSummaryView) item).name()).toList();
    }

    @Test
    void listsTheGroupsOfAllShardsInOneOrder() {
        // Given
        owners.shards.set(3, shard(3, 1, "b", "d"));
        owners.shards.set(9, shard(9, 1, "a", "c"));

        // When
        Page page = page("");

        // Then
        assertThat(names(page)).containsExactly("a", "b", "c", "d");
        assertThat(page.totalCount()).isEqualTo(4);
        assertThat(page.nextPageToken()).isNull();
    }

    @Test
    void pagesThroughFifteenThousandGroupsWithoutMissingOne() {
        // Given
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int mine = shard;
            owners.shards.set(
                    shard,
                    shard(
                            shard,
                            1,
                            IntStream.range(0, 15_000)
                                    .filter(n -> n % Shards.COUNT == mine)
                                    .mapToObj(n -> String.format("g-%05d", n))
                                    .toArray(String[]::new)));
        }

        // When
        Set<String> seen = new HashSet<>();
        Page page = page("?limit=1000");
        seen.addAll(names(page));
        int pages = 1;
        while (page.nextPageToken() != null) {
            page = page("?limit=1000&page_token=" + page.nextPageToken());
            seen.addAll(names(page));
            pages++;
        }

        // Then
        assertThat(pages).isEqualTo(15);
        assertThat(seen).hasSize(15_000);
        assertThat(page.totalCount()).isEqualTo(15_000);
    }

    @Test
    void believesTheLaterOwnerOfAShard() {
        // Given
        owners.shards.set(3, shard(3, 5, "new"));
        owners.shards.add(shard(3, 4, "old"));

        // When // Then
        assertThat(names(page(""))).containsExactly("new");
    }

    @Test
    void tellsNothingWhileNobodyTellsOfAShard() {
        // Given
        owners.shards.removeLast();

        // When // Then
        assertThatThrownBy(() -> page(""))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.problem().code())
                                        .isEqualTo(ErrorCode.COORDINATOR_LOADING));
    }
}
