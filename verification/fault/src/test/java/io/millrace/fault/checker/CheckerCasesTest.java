package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckerCasesTest {
    @TempDir private Path directory;

    @Test
    void whatOnlyTheLeaderAcknowledgedMayBeLost() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 leader ?:10
                        2 1 ok send 0 leader 0:10
                        3 2 invoke send 0 all ?:11
                        4 2 ok send 0 all 0:11
                        5 3 invoke assign 0 end
                        6 3 ok poll 0 1 0:11
                        7 3 ok assign 0 end
                        """);

        // Then
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    @Test
    void whatNobodyPolledIsUnseen() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10
                        2 1 ok send 0 all 0:10
                        """);

        // Then
        assertThat(report.anomalies()).containsOnlyKeys(Anomaly.UNSEEN);
    }

    @Test
    void whatAnUnfinishedReadDidNotReachIsUnseenButNotLost() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10,11
                        2 1 ok send 0 all 0:10,11
                        3 2 ok poll 0 2 0:10,11
                        4 3 invoke assign 0 end
                        5 3 ok poll 0 2 0:10
                        6 3 info assign 0 end
                        """);

        // Then
        assertThat(report.anomalies()).containsOnlyKeys(Anomaly.UNSEEN);
    }

    @Test
    void whatWasReadOnceAndIsGoneInTheEndWasLost() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10,11
                        2 1 ok send 0 all 0:10,11
                        3 2 ok poll 0 2 0:10,11
                        4 3 invoke assign 0 end
                        5 3 ok poll 0 1 0:10
                        6 3 ok assign 0 end
                        """);

        // Then
        assertThat(report.anomalies())
                .containsOnlyKeys(Anomaly.LOST_WRITE, Anomaly.UNSEEN, Anomaly.PRECOMMITTED_READ);
    }

    @Test
    void whatNobodyAcknowledgedMayVanishOnlyUnread() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10
                        2 1 info send 0 all ?:10
                        3 2 ok poll 0 1 0:10
                        4 3 invoke assign 0 end
                        5 3 ok poll 0 0 -
                        6 3 ok assign 0 end
                        """);

        // Then
        assertThat(report.anomalies()).containsOnlyKeys(Anomaly.PRECOMMITTED_READ);
    }

    @Test
    void aSeekIsToBeFollowed() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10,11,12
                        2 1 ok send 0 all 0:10,11,12
                        3 2 ok poll 0 3 0:10,11,12
                        4 2 ok seek 0 1
                        5 2 ok poll 0 3 2:12
                        6 2 ok seek 0 1
                        7 2 ok poll 0 3 0:10
                        """);

        // Then
        assertThat(report.anomalies())
                .containsOnlyKeys(Anomaly.POLL_SKIP, Anomaly.NONMONOTONIC_POLL);
    }

    @Test
    void whoGetsAPartitionMayBeginAnywhereAndWhoKeepsItMayNot() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10,11,12
                        2 1 ok send 0 all 0:10,11,12
                        3 2 ok poll 0 3 2:12
                        4 2 ok assign 1
                        5 2 ok assign 0,1
                        6 2 ok poll 0 3 0:10
                        7 2 ok assign 0
                        8 2 ok poll 0 3 1:11
                        9 2 ok assign 0
                        10 2 ok poll 0 3 1:11
                        """);

        // Then
        assertThat(report.anomalies()).containsOnlyKeys(Anomaly.NONMONOTONIC_POLL);
        assertThat(report.anomalies().get(Anomaly.NONMONOTONIC_POLL).count()).isEqualTo(1);
    }

    @Test
    void aValueBelongsToItsPartition() {
        // When
        Report report =
                check(
                        """
                        1 1 invoke send 0 all ?:10
                        2 1 ok send 0 all 0:10
                        3 2 ok poll 0 1 0:10
                        4 2 ok poll 1 1 0:10
                        """);

        // Then
        assertThat(report.anomalies()).containsOnlyKeys(Anomaly.PHANTOM_READ);
    }

    @Test
    void aProducerThatIsNotIdempotentMayRepeatItself() {
        // When
        Report report =
                check(
                                """
                                1 1 invoke send 0 all ?:10
                                2 1 ok send 0 all 1:10
                                3 2 ok poll 0 2 0:10,10
                                """)
                        .without(Set.of(Anomaly.DUPLICATE));

        // Then
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    @Test
    void aGapLastsFromTheFirstWishToTheNextAcknowledgement() {
        // When
        Report report =
                check(
                        """
                        100 1 invoke send 0 all ?:10
                        105 1 ok send 0 all 0:10
                        900 1 invoke send 0 all ?:11
                        950 2 invoke send 1 all ?:12
                        960 2 ok send 1 all 0:12
                        1900 1 fail send 0 all ?:11 !not_enough_replicas
                        2500 1 invoke send 0 all ?:13
                        2600 1 ok send 0 all 1:13
                        """);

        // Then
        assertThat(report.longestGaps())
                .containsEntry(0, new Gap(900, 2600))
                .containsEntry(1, new Gap(950, 960));
        assertThat(report.counts().refused()).isEqualTo(1);
        assertThat(report.counts().errors()).containsEntry("not_enough_replicas", 1L);
    }

    @Test
    void aGapThatNeverEndedIsOneToo() {
        // When
        Report report =
                check(
                        """
                        100 1 invoke send 0 all ?:10
                        700 1 info send 0 all ?:10
                        800 2 ok poll 0 0 -
                        """);

        // Then
        assertThat(report.longestGap()).isEqualTo(new Gap(100, 800));
    }

    private Report check(String lines) {
        try {
            return Checker.check(
                    History.read(Files.writeString(directory.resolve("history"), lines)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
