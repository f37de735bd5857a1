package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.ConsumerGroup.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group is rewound while its members commit all the time. Somebody reads its positions without a
 * pause: from the answer on, a position is one that a member of after the reset has committed.
 */
class RewindTest {
    private static final int PARTITIONS = CommittingMember.Way.values().length;
    private static final int RECORDS = 5_000;
    private static final int REWINDS = Integer.getInteger("fault.rewinds", 5);

    /** More than a member can commit anew before a late commit of before would show. */
    private static final long AHEAD = 60;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void noCommitOfBeforeLandsAfterTheRewindOfAnActiveGroup(@TempDir Path directory) {
        try (Millrace server = Millrace.start(directory.resolve("data"), "-Xmx256m")) {
            ConsumerGroup group = new ConsumerGroup(server, "rewound", "events");
            group.prepare(PARTITIONS, RECORDS);
            Committed committed = new Committed();
            List<CommittingMember> members = new ArrayList<>();
            try {
                for (CommittingMember.Way way : CommittingMember.Way.values()) {
                    members.add(CommittingMember.start("m-" + way, way, group, committed));
                }
                for (int rewind = 1; rewind <= REWINDS; rewind++) {
                    // Given
                    long target = rewind;
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertAhead(group.offsets(), target + AHEAD));
                    Set<Long> before = committed.sessions();

                    // When
                    Reply moved = group.rewind(target);

                    // Then
                    assertThat(moved.isSuccess()).as(moved.toString()).isTrue();
                    assertThat(moved.json().get("members_fenced").intValue())
                            .isEqualTo(members.size());
                    await().atMost(PATIENCE)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(1))
                            .until(
                                    () -> {
                                        Map<Integer, Long> now = group.offsets();
                                        committed.assertOfAfter(before, target, now);
                                        return now.values().stream()
                                                .allMatch(next -> next > target + AHEAD);
                                    });
                    committed.assertReadFrom(before, target, PARTITIONS);
                }
            } finally {
                members.forEach(CommittingMember::close);
            }
            assertThat(committed.surprises()).isEmpty();
        }
    }

    private static void assertAhead(Map<Integer, Long> offsets, long least) {
        assertThat(offsets).hasSize(PARTITIONS);
        assertThat(offsets.values()).allSatisfy(next -> assertThat(next).isGreaterThan(least));
    }
}
