package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.ConsumerGroup.Place;
import io.millrace.fault.ConsumerGroup.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member that stood still while others went on: nothing of what it still has to say counts, by
 * whichever way it says it. It pauses for some seconds and a session of three quarters of that, or
 * for a minute with {@code -Dfault.zombie.seconds=60}.
 */
class ZombieTest {
    private static final Duration PAUSE =
            Duration.ofSeconds(Integer.getInteger("fault.zombie.seconds", 8));
    private static final Duration SESSION = PAUSE.multipliedBy(3).dividedBy(4);
    private static final Duration PATIENCE = PAUSE.plusMinutes(1);
    private static final int PARTITIONS = 2;
    private static final int RECORDS = 200;
    private static final int PAGE = 10;
    private static final int PAGES_KEPT = 5;
    private static final List<String> GONE = List.of("unknown_member", "fenced_member_epoch");
    private static final AtomicInteger GROUPS = new AtomicInteger();

    @TempDir private static Path directory;
    private static Millrace server;

    private final ConsumerGroup group =
            new ConsumerGroup(
                    server, "zombies-" + GROUPS.incrementAndGet(), "events-" + GROUPS.get());

    @BeforeAll
    static void start() {
        server =
                Millrace.start(
                        directory.resolve("data"),
                        "-Xmx256m -Dmillrace.coordinator.groups.session-timeout="
                                + SESSION.toMillis()
                                + "ms");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void memberThatIsFencedWhileItStandsStillCommitsNothing() {
        // Given
        group.prepare(PARTITIONS, RECORDS);
        Reading zombie = Reading.of(group, "zombie");
        zombie.readBeyondWhatIsCommitted();
        long pausedAt = System.nanoTime();
        Reading heir = Reading.of(group, "heir");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            heir.beat();
                            assertThat(heir.assigned()).isEqualTo(PARTITIONS);
                            assertThat(Duration.ofNanos(System.nanoTime() - pausedAt))
                                    .isGreaterThan(PAUSE);
                        });
        heir.poll(false);
        heir.poll(true);

        // When // Then
        assertNothingCounts(zombie);
        assertReadsTheRest(heir);
    }

    @Test
    void memberWhoseNameAnotherProcessHasTakenCommitsNothing() {
        // Given
        group.prepare(PARTITIONS, RECORDS);
        Reading zombie = Reading.of(group, "member");
        zombie.readBeyondWhatIsCommitted();
        Reading successor = Reading.of(group, "member");
        successor.poll(false);

        // When // Then
        assertNothingCounts(zombie);
        assertReadsTheRest(successor);
    }

    private void assertNothingCounts(Reading zombie) {
        Map<Integer, Long> committed = group.offsets();
        assertThat(zombie.isAhead(committed)).as("it has something to say").isTrue();
        List<Reply> said = zombie.sayAll();
        assertRefused(said);
        assertThat(group.offsets()).isEqualTo(committed);
    }

    private void assertReadsTheRest(Reading member) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            member.poll(true);
                            assertThat(group.offsets()).hasSize(PARTITIONS);
                            assertThat(group.offsets().values())
                                    .allSatisfy(
                                            next ->
                                                    assertThat(next)
                                                            .isGreaterThanOrEqualTo(RECORDS));
                        });
        assertThat(member.skipped()).isEmpty();
    }

    private static void assertRefused(List<Reply> said) {
        assertThat(said)
                .hasSize(3)
                .allSatisfy(
                        reply -> {
                            assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
                            assertThat(reply.code()).as(reply.toString()).isIn(GONE);
                        });
    }

    /** A member, and where it stands. Used by one thread. */
    private static final class Reading {
        private final ConsumerGroup group;
        private final String member;
        private final Map<Integer, Long> next;
        private final List<Place> skipped = new ArrayList<>();
        private Reply last;
        private String cursor;

        private Reading(ConsumerGroup group, String member, Reply joined) {
            this.group = group;
            this.member = member;
            this.next = new TreeMap<>(group.offsets());
            this.last = joined;
            this.cursor = joined.cursor();
        }

        static Reading of(ConsumerGroup group, String member) {
            Reply joined = group.join(member);
            assertThat(joined.isSuccess()).as(joined.toString()).isTrue();
            return new Reading(group, member, joined);
        }

        /** A page of what it has read is committed, the rest it keeps to itself. */
        void readBeyondWhatIsCommitted() {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                poll(true);
                                assertThat(group.offsets().values())
                                        .anySatisfy(next -> assertThat(next).isPositive());
                            });
            for (int pages = 0; pages < PAGES_KEPT; pages++) {
                poll(false);
            }
        }

        void poll(boolean ack) {
            heard(group.poll(member, cursor, ack, PAGE));
            cursor = last.cursor();
            for (Place record : last.records()) {
                Long before = next.put(record.partition(), record.offset() + 1);
                // The log may begin with a note of its own.
                if (before != null && before > 0 && before != record.offset()) {
                    skipped.add(record);
                }
            }
        }

        /** Says that it lives, and no more. */
        void beat() {
            heard(group.heartbeat(member, last.session(), last.memberEpoch()));
        }

        private void heard(Reply reply) {
            assertThat(reply.isSuccess()).as(reply.toString()).isTrue();
            last = reply;
        }

        /** How many partitions it has. */
        int assigned() {
            return last.json().get("assignment").path(group.topic()).size();
        }

        /** Whether it was given more than that. */
        boolean isAhead(Map<Integer, Long> committed) {
            return next.entrySet().stream()
                    .anyMatch(at -> at.getValue() > committed.getOrDefault(at.getKey(), 0L) + PAGE);
        }

        /** Records that follow neither on what was committed nor on those before. */
        List<Place> skipped() {
            return skipped;
        }

        /** All that it had in mind, in all ways that there are. */
        List<Reply> sayAll() {
            return List.of(
                    group.poll(member, cursor, true, PAGE),
                    group.acknowledge(member, cursor),
                    group.commit(member, last.memberEpoch(), next));
        }
    }
}
