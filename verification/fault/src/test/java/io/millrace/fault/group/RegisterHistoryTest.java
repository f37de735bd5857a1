package io.millrace.fault.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegisterHistoryTest {
    private final RegisterHistory history = new RegisterHistory();

    @Test
    void takesWhatIsReadAsItWasWritten() {
        history.read(RegisterHistory.NOTHING, 0, 1);
        history.wrote(1, 2, 3);
        history.read(1, 4, 5);
        history.wrote(2, 6, 9);
        history.read(1, 7, 8);
        history.read(2, 7, 10);
        history.read(2, 11, 12);

        assertThat(history.faults()).isEmpty();
    }

    @Test
    void takesAWriteOfUnknownOutcomeThatLandsLate() {
        history.wrote(1, 0, RegisterHistory.NEVER);
        history.wrote(2, 1, 2);
        history.read(2, 3, 4);
        history.read(1, 5, 6);

        assertThat(history.faults()).isEmpty();
    }

    @Test
    void takesAWriteOfUnknownOutcomeThatNeverLands() {
        history.wrote(1, 0, RegisterHistory.NEVER);
        history.read(RegisterHistory.NOTHING, 3, 4);

        assertThat(history.faults()).isEmpty();
    }

    @Test
    void findsALostWrite() {
        history.wrote(1, 0, 1);
        history.wrote(2, 2, 3);
        history.read(1, 4, 5);

        assertThat(history.faults()).containsExactly("1 was there before and after 2");
    }

    @Test
    void findsAWriteThatIsTakenBack() {
        history.wrote(1, 0, RegisterHistory.NEVER);
        history.wrote(2, 1, 2);
        history.read(1, 3, 4);
        history.read(2, 5, 6);
        history.read(1, 7, 8);

        assertThat(history.faults()).isNotEmpty();
    }

    @Test
    void findsAReadOfWhatIsWrittenLater() {
        history.read(1, 0, 1);
        history.wrote(1, 2, 3);

        assertThat(history.faults()).containsExactly("1 was read before it was written");
    }

    @Test
    void findsThatNothingIsThereAfterAWrite() {
        history.wrote(1, 0, 1);
        history.read(RegisterHistory.NOTHING, 2, 3);

        assertThat(history.faults()).containsExactly("0 was there before and after 1");
    }
}
