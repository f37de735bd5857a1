package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.log.disk.RealDisk;
import io.millrace.log.testing.Batches;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicatedAppendTest {
    @TempDir Path path;

    private LogDirectory directory;
    private EventLog leader;
    private EventLog follower;

    @BeforeEach
    void open() {
        directory = LogDirectory.open(new RealDisk(), path, DirectoryConfig.defaults());
        LogConfig config = LogConfig.defaults().withSegmentBytes(2048).withIndexIntervalBytes(512);
        leader = EventLog.open(directory, "leader-0", config);
        follower = EventLog.open(directory, "follower-0", config);
    }

    @AfterEach
    void close() {
        leader.close();
        follower.close();
        directory.close();
    }

    @Test
    void makesACopyThatIsTheSameToTheByte() {
        // Given
        for (int epoch = 0; epoch < 30; epoch++) {
            leader.append(Batches.of(3, 100, epoch), epoch, 1_000);
        }

        // When
        copy();

        // Then
        assertThat(Batches.readAll(follower)).isEqualTo(Batches.readAll(leader));
        assertThat(follower.endOffsetForEpoch(7)).isEqualTo(leader.endOffsetForEpoch(7));
        assertThat(follower.durableEndOffset()).isZero();
        assertThat(follower.flush()).isEqualTo(90);
    }

    @Test
    void keepsTheHolesThatACleanerHasLeft() {
        // Given
        follower.appendReplicated(batch(0, 3, 1), 1_000);
        follower.appendReplicated(batch(10, 3, 1), 1_000);
        follower.flush();
        follower.appendReplicated(batch(20, 3, 2), 1_000);

        // When
        LogSlice slice = follower.read(5, 23, 1 << 20);

        // Then
        assertThat(slice.firstOffset()).isEqualTo(10);
        assertThat(follower.logEndOffset()).isEqualTo(23);
        assertThat(follower.endOffsetForEpoch(1)).isEqualTo(new EpochEnd(1, 20));
    }

    @Test
    void beginsAnewAboveWhatItHad() {
        // Given
        leader.append(Batches.of(3, 100, 1), 1, 1_000);
        copy();

        // When
        follower.beginAnewAt(50);

        // Then
        assertThat(follower.logStartOffset()).isEqualTo(50);
        assertThat(follower.logEndOffset()).isEqualTo(50);
        assertThat(follower.durableEndOffset()).isEqualTo(50);
        assertThat(follower.lastEpoch()).isEmpty();
        follower.appendReplicated(batch(50, 3, 4), 1_000);
        assertThat(Batches.offsets(follower.read(50, 53, 1 << 20).read()))
                .containsExactly(50L, 51L, 52L);
    }

    @Test
    void beginsAnewWhereItBegan() {
        // Given
        follower.appendReplicated(batch(0, 3, 1), 1_000);

        // When
        follower.beginAnewAt(0);

        // Then
        assertThat(follower.logEndOffset()).isZero();
        follower.appendReplicated(batch(0, 2, 4), 1_000);
        assertThat(follower.flush()).isEqualTo(2);
    }

    @Test
    void refusesWhatDoesNotFollow() {
        // Given
        follower.appendReplicated(batch(0, 3, 5), 1_000);

        // When // Then
        assertThatThrownBy(() -> follower.appendReplicated(batch(2, 3, 5), 1_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> follower.appendReplicated(batch(3, 3, 4), 1_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(follower.logEndOffset()).isEqualTo(3);
    }

    @Test
    void refusesADamagedBatchAndAllThatCameWithIt() {
        // Given
        ByteBuffer two = ByteBuffer.allocate(4096).put(batch(0, 3, 5)).put(batch(3, 3, 5)).flip();
        two.put(two.limit() - 5, (byte) 99);

        // When // Then
        assertThatThrownBy(() -> follower.appendReplicated(two, 1_000))
                .isInstanceOf(InvalidBatchException.class);
        assertThat(follower.logEndOffset()).isZero();
    }

    private void copy() {
        while (follower.logEndOffset() < leader.logEndOffset()) {
            follower.appendReplicated(
                    leader.read(follower.logEndOffset(), leader.logEndOffset(), 1_000).read(),
                    1_000);
        }
    }

    private static ByteBuffer batch(long offset, int records, int epoch) {
        ByteBuffer batch = Batches.of(records, 90, offset * 31 + epoch);
        RecordBatch.at(batch, 0).assign(offset, epoch);
        return batch;
    }
}
