package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReadWaitersTest {
    private final ReadWaiters waiters = new ReadWaiters();
    private final List<String> called = new ArrayList<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ReadWaiters.class);

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
        waiters.open();
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    private void fail() {
        called.add("failing");
        throw new IllegalStateException("the reader is broken");
    }

    @Test
    void callsTheOthersWhenOneFails() {
        // Given
        waiters.await(4, () -> called.add("first"));
        waiters.await(4, this::fail);
        waiters.await(4, () -> called.add("same offset"));
        waiters.await(5, () -> called.add("later offset"));

        // When
        waiters.raise(6);

        // Then
        assertThat(called).containsExactly("first", "failing", "same offset", "later offset");
        assertThat(waiters.size()).isZero();
        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
    }

    @Test
    void wakesTheOthersWhenOneFailsAtTheEnd() {
        // Given
        waiters.await(4, this::fail);
        waiters.await(4, () -> called.add("other"));

        // When
        waiters.close();

        // Then
        assertThat(called).containsExactly("failing", "other");
        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
    }

    @Test
    void throwsToWhoIsCalledAtOnce() {
        waiters.raise(6);
        assertThatThrownBy(() -> waiters.await(5, this::fail))
                .isInstanceOf(IllegalStateException.class);
    }
}
