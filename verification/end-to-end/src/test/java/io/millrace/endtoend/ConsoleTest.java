package io.millrace.endtoend;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user does in the console, in a real browser. Every scenario fails on errors in the
 * browser's console and on refused requests that it doesn't expect.
 */
@EnabledIf("io.millrace.endtoend.Chromium#isThere")
class ConsoleTest {
    @TempDir private static Path directory;
    private static Millrace server;

    @BeforeAll
    static void startServer() {
        server = Millrace.start(directory.resolve("data"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void letsInWhoHasTheKeyAndForgetsItOnLogOut() {
        Console.play(server, "log-in");
    }

    @Test
    void leadsFromAnEmptyListToTheFirstTopic() {
        Console.play(server, "create-topic");
    }

    @Test
    void showsRecordsAsTheyAreProducedFilteredAndPaused() {
        Console.play(server, "live-tail");
    }

    @Test
    void showsARecordWithKeyHeadersAndReadableValue() {
        Console.play(server, "record-detail");
    }

    @Test
    void producesARecordAndShowsWhyOneWasRefused() {
        Console.play(server, "produce");
    }

    @Test
    void changesSettingsAndOverwritesNobody() {
        Console.play(server, "settings");
    }

    @Test
    void movesAGroupsPositionsAfterAPreviewAndBack() {
        Console.play(server, "groups");
    }

    @Test
    void deletesOnlyWhatIsConfirmedByName() {
        Console.play(server, "delete");
    }

    /** Its pictures are in {@code target/screenshots}. */
    @Test
    void fitsEveryPageOnWideAndNarrowScreensLightAndDark() {
        Console.play(server, "look");
    }
}
