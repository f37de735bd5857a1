package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PartitionLoopTest {

    @Test
    void runsWhatWaitsInItsOrderAndThenTheEndOfTheTurn() {
        // Given: a loop in the middle of a turn, so that all that comes waits for the next one
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch inTurn = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        PartitionLoop loop = new PartitionLoop("test-loop");
        loop.execute(
                () -> {
                    inTurn.countDown();
                    awaitUninterruptibly(busy);
                });
        awaitUninterruptibly(inTurn);
        loop.execute(() -> loop.atEndOfTurn(() -> done.add("end")));
        loop.execute(() -> done.add("first"));
        loop.execute(() -> done.add("second"));

        // When
        busy.countDown();
        loop.close();

        // Then
        assertThat(done).containsExactly("first", "second", "end");
    }

    @Test
    void goesOnAfterATaskThatFails() {
        // Given
        List<String> done = new CopyOnWriteArrayList<>();
        PartitionLoop loop = new PartitionLoop("test-loop");

        // When
        loop.execute(
                () -> {
                    throw new IllegalStateException("a bug");
                });
        loop.execute(() -> done.add("next"));
        loop.close();

        // Then
        assertThat(done).containsExactly("next");
    }

    @Test
    void forgetsNoTaskThatComesAfterItsEnd() {
        // Given
        List<String> done = new CopyOnWriteArrayList<>();
        PartitionLoop loop = new PartitionLoop("test-loop");
        loop.close();

        // When
        loop.execute(() -> done.add("late"));

        // Then
        assertThat(done).containsExactly("late");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
