package io.millrace.coordinator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.database.ClusterSight;
import io.millrace.coordinator.database.ClusterSight.Peer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlookTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    private final Outlook outlook = new Outlook(seconds(0));

    @Test
    void aControllerWhoseCounterStandsStillIsSilent() {
        // When
        outlook.saw(sight(7), seconds(0));
        outlook.saw(sight(7), seconds(9));
        var early = outlook.silentController(TEN, seconds(9));
        outlook.saw(sight(7), seconds(10));
        var silent = outlook.silentController(TEN, seconds(10));
        outlook.saw(sight(8), seconds(11));

        // Then
        assertThat(early).isEmpty();
        assertThat(silent).contains(7L);
        assertThat(outlook.silentController(TEN, seconds(11))).isEmpty();
    }

    @Test
    void whoWasBlindCanNotTellWhoWasSilent() {
        // When
        outlook.saw(sight(7, peer("a", 1, false)), seconds(0));
        outlook.sawNothing(seconds(12));
        boolean blind = outlook.silentController(TEN, seconds(12)).isPresent();
        outlook.saw(sight(7, peer("a", 1, false)), seconds(13));

        // Then
        assertThat(blind).isFalse();
        assertThat(outlook.silentController(TEN, seconds(14))).isEmpty();
        assertThat(outlook.nobodyCoordinates(TEN, seconds(14))).isFalse();
        assertThat(outlook.silentController(TEN, seconds(23))).isPresent();
    }

    @Test
    void oneThatSaysThatItCoordinatesIsEnough() {
        // When
        outlook.saw(sight(1, peer("a", 1, false), peer("b", 1, true)), seconds(1));
        outlook.saw(sight(2, peer("a", 2, false), peer("b", 2, true)), seconds(8));
        outlook.saw(sight(3, peer("a", 3, false), peer("b", 2, true)), seconds(17));

        // Then
        assertThat(outlook.nobodyCoordinates(TEN, seconds(17))).isFalse();
        assertThat(outlook.nobodyCoordinates(TEN, seconds(18))).isTrue();
    }

    @Test
    void aNewGenerationGetsItsTime() {
        // When
        outlook.saw(sight(1, peer("a", 1, false)), seconds(0));
        outlook.saw(inGeneration(1), seconds(15));

        // Then
        assertThat(outlook.nobodyCoordinates(TEN, seconds(24))).isFalse();
        assertThat(outlook.nobodyCoordinates(TEN, seconds(25))).isTrue();
    }

    @Test
    void whoseCounterStandsStillForLongIsGone() {
        // When
        outlook.saw(sight(1, peer("a", 1, true), peer("b", 1, true)), seconds(0));
        outlook.saw(sight(1, peer("a", 2, true), peer("b", 1, true)), seconds(10));

        // Then
        assertThat(outlook.gone(TEN, seconds(10))).containsExactly("b");
    }

    private static ClusterSight inGeneration(int generation) {
        return new ClusterSight("a", "http://a:7070", 1, generation, List.of());
    }

    private static ClusterSight sight(long renewCounter, Peer... peers) {
        return new ClusterSight("a", "http://a:7070", renewCounter, 0, List.of(peers));
    }

    private static Peer peer(String id, long counter, boolean coordinates) {
        return new Peer(id, counter, coordinates, 0);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
