package io.millrace.log.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random histories against a model that reads each answer off the whole history. */
class ProducerStatesProperties {
    private static final ProducerLimits ROOMY =
            new ProducerLimits(100, 100, 10_000, Duration.ofDays(7), 100, Duration.ofHours(24));
    private static final ProducerLimits TIGHT =
            new ProducerLimits(2, 3, 12, Duration.ofDays(7), 2, Duration.ofHours(24));

    @Property(tries = 300)
    void answersAsTheWholeHistorySays(@ForAll long seed) {
        new Run(seed, ROOMY, true).steps(150);
    }

    @Property(tries = 200)
    void isTheSameWhenRebuiltFromTheLogHoweverLittleItMayRemember(@ForAll long seed) {
        new Run(seed, TIGHT, false).steps(150);
    }

    /** One history; the state is torn down and rebuilt in it again and again. */
    private static final class Run {
        private final Random random;
        private final ProducerLimits limits;
        private final boolean askModel;
        private final History history = new History();
        private final NaiveProducers model;
        private final List<ByteBuffer> snapshots = new ArrayList<>();
        private final List<Long> snapshotOffsets = new ArrayList<>();
        private ProducerStates states;
        private long now = 1_000_000_000_000L;

        Run(long seed, ProducerLimits limits, boolean askModel) {
            this.random = new Random(seed);
            this.limits = limits;
            this.askModel = askModel;
            this.model = new NaiveProducers(history, limits);
            this.states = new ProducerStates(limits);
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                step();
                var rebuilt = new ProducerStates(limits);
                history.replay(rebuilt);
                rebuilt.expire(now);
                states.expire(now);
                assertThat(states.snapshot()).isEqualTo(rebuilt.snapshot());
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0 -> truncate();
                case 1 -> restart();
                case 2 -> takeSnapshot();
                case 3 -> now += random.nextLong(Duration.ofDays(3).toMillis());
                case 4 -> add(History.epochStart(history.entries.size()));
                case 5, 6, 7 -> raw();
                default -> marked();
            }
            now += random.nextInt(1000);
        }

        private void raw() {
            int id = random.nextInt(4);
            int epoch = random.nextInt(8) == 0 ? random.nextInt(4) : lastEpochOf(id);
            int first = Math.max(0, lastSequenceOf(id) + 1 - random.nextInt(3) * 2);
            int records = 1 + random.nextInt(3);
            if (random.nextInt(6) == 0) {
                first = 0;
            }
            SequenceCheck check =
                    states.checkSequence(id, (short) epoch, first, first + records - 1, now);
            if (askModel) {
                assertThat(Answers.text(check))
                        .isEqualTo(model.checkSequence(id, epoch, first, first + records - 1, now));
            }
            if (check instanceof SequenceCheck.New) {
                add(History.raw(id, epoch, first, records));
            }
        }

        private void marked() {
            RequestMark mark = randomMark();
            var sequencing = Sequencing.values()[random.nextInt(2)];
            MarkCheck check = states.checkMark(mark, sequencing, now);
            if (askModel) {
                assertThat(Answers.text(check)).isEqualTo(model.checkMark(mark, sequencing, now));
            }
            if (check instanceof MarkCheck.New) {
                add(History.control(mark));
                if (random.nextInt(10) > 0) { // else the tail is torn between mark and data
                    add(History.data(mark.records()));
                }
            }
        }

        private RequestMark randomMark() {
            int number = random.nextInt(4);
            if (random.nextInt(3) == 0) {
                var print = History.identity(random.nextInt(4) == 0 ? 1 : 0);
                return RequestMark.key(History.identity(number), print, 1 + random.nextInt(2));
            }
            var last =
                    history.markedRequests().stream()
                            .filter(r -> r.mark().kind() != RequestMark.Kind.KEY)
                            .filter(r -> r.mark().identity().equals(History.identity(number)))
                            .reduce((_, second) -> second);
            int epoch = last.map(r -> r.mark().epoch()).orElse(0);
            long next = last.map(r -> r.mark().lastSeq() + 1).orElse(0L);
            if (random.nextInt(8) == 0) {
                epoch = random.nextInt(4);
                next = 0;
            }
            long seq = Math.max(0, next - random.nextInt(4) * 3);
            if (random.nextBoolean()) {
                var none = History.identity(0);
                return RequestMark.request(
                        History.identity(number), epoch, seq, none, 1 + random.nextInt(3));
            }
            var deltas = new TreeSet<Integer>();
            int lines = 1 + random.nextInt(5);
            int spread = random.nextBoolean() ? lines : lines * 2;
            while (deltas.size() < lines) {
                deltas.add(random.nextInt(spread));
            }
            int[] array = deltas.stream().mapToInt(Integer::intValue).toArray();
            return RequestMark.lines(History.identity(number), epoch, seq, array);
        }

        private void add(ByteBuffer batch) {
            History.Entry entry = history.append(batch, now);
            states.appended(entry.batch(), entry.appendTimeMs());
        }

        private void takeSnapshot() {
            snapshots.add(states.snapshot());
            snapshotOffsets.add(states.nextOffset());
        }

        private void truncate() {
            history.truncateTo(history.endOffset() - random.nextInt(8));
            while (!snapshots.isEmpty() && snapshotOffsets.getLast() > history.endOffset()) {
                snapshots.removeLast();
                snapshotOffsets.removeLast();
            }
            if (snapshots.isEmpty()) {
                states.clear();
            } else {
                states.restore(snapshots.getLast());
            }
            history.replay(states);
        }

        private void restart() {
            states = new ProducerStates(limits);
            if (!snapshots.isEmpty()) {
                states.restore(snapshots.get(random.nextInt(snapshots.size())));
            }
            history.replay(states);
        }

        private int lastEpochOf(long id) {
            return history.entries.stream()
                    .filter(e -> e.batch().producerId() == id)
                    .reduce((_, second) -> second)
                    .map(e -> (int) e.batch().producerEpoch())
                    .orElse(0);
        }

        private int lastSequenceOf(long id) {
            return history.entries.stream()
                    .filter(e -> e.batch().producerId() == id)
                    .reduce((_, second) -> second)
                    .map(e -> e.batch().lastSequence())
                    .orElse(-1);
        }
    }
}
