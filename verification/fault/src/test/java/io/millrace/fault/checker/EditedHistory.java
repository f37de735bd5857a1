package io.millrace.fault.checker;

import io.millrace.fault.history.Acks;
import io.millrace.fault.history.Action;
import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.History;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** A good history in which one place, chosen by seed, is made bad. Owned by one thread. */
final class EditedHistory {
    private final List<Op> ops;
    private final Random random;
    private final Map<Long, Type> outcomes = new HashMap<>();
    private final Map<Long, Integer> partitions = new HashMap<>();
    private final Map<Long, Long> readAt = new HashMap<>();
    private final Map<Integer, Long> lastValues = new HashMap<>();
    private final Set<Integer> finalReaders = new HashSet<>();

    EditedHistory(List<Op> ops, Random random) {
        this.ops = new ArrayList<>(ops);
        this.random = random;
        ops.forEach(this::learn);
    }

    private void learn(Op op) {
        switch (op.action()) {
            case Send send ->
                    values(
                            send.records(),
                            (_, value) -> {
                                outcomes.put(value, op.type());
                                partitions.put(value, send.partition());
                            });
            case Poll poll ->
                    values(
                            poll.records(),
                            (offset, value) -> {
                                readAt.put(value, offset);
                                lastValues.put(poll.partition(), value);
                            });
            case Assign assign -> {
                if (assign.toTheEnd()) {
                    finalReaders.add(op.process());
                }
            }
            default -> {}
        }
    }

    private interface Visitor {
        void visit(long offset, long value);
    }

    private static void values(Records records, Visitor visitor) {
        for (int i = 0; i < records.size(); i++) {
            visitor.visit(records.offset(i), records.value(i));
        }
    }

    Report check() {
        return Checker.check(History.of(ops));
    }

    boolean isAcknowledged(long value) {
        return outcomes.get(value) == Type.OK;
    }

    boolean isUnknown(long value) {
        return outcomes.get(value) == Type.INFO;
    }

    boolean isRead(long value) {
        return readAt.containsKey(value);
    }

    boolean isLast(long value) {
        return lastValues.containsValue(value);
    }

    long value(Poll poll, int index) {
        return poll.records().value(index);
    }

    long lastOffset(Poll poll) {
        return poll.records().offset(poll.records().size() - 1);
    }

    boolean withValue(LongPredicate wanted, LongConsumer edit) {
        List<Long> found = outcomes.keySet().stream().filter(wanted::test).toList();
        if (!found.isEmpty()) {
            edit.accept(any(found));
        }
        return !found.isEmpty();
    }

    boolean editPoll(int minRecords, UnaryOperator<Poll> edit) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i).action() instanceof Poll poll && poll.records().size() >= minRecords) {
                found.add(i);
            }
        }
        return editOne(found, edit);
    }

    /** Of two polls behind one another, the second is edited; both state a high watermark. */
    boolean editFollowingPoll(BinaryOperator<Poll> edit) {
        List<Runnable> found = new ArrayList<>();
        Map<Integer, Poll> before = new HashMap<>();
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            int index = i;
            if (op.action() instanceof Seek || op.action() instanceof Assign) {
                before.remove(op.process());
            } else if (op.action() instanceof Poll poll
                    && poll.records().size() > 1
                    && poll.highWatermark() >= 0) {
                Poll first = before.put(op.process(), poll);
                if (first != null) {
                    found.add(() -> replace(index, edit.apply(first, poll)));
                }
            }
        }
        if (!found.isEmpty()) {
            any(found).run();
        }
        return !found.isEmpty();
    }

    /** Some reader, not one of the last, sees the value behind what it sees. */
    void showOnce(long value) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i).action() instanceof Poll poll
                    && !poll.records().isEmpty()
                    && poll.partition() == partitions.getOrDefault(value, -1)
                    && !finalReaders.contains(ops.get(i).process())) {
                found.add(i);
            }
        }
        editOne(found, poll -> Edits.with(poll, value, lastOffset(poll) + 1));
    }

    /** Two acknowledged values of one process, of one operation or of two, change places. */
    boolean exchangePlaces(boolean ofOneOperation) {
        List<Runnable> found = new ArrayList<>();
        Map<List<Integer>, Long> last = new HashMap<>();
        for (Op op : ops) {
            if (op.type() != Type.INVOKE || !(op.action() instanceof Send send)) {
                continue;
            }
            List<Integer> stream = List.of(op.process(), send.partition());
            boolean[] first = {true};
            values(
                    send.records(),
                    (_, value) -> {
                        if (isAcknowledged(value) && isRead(value)) {
                            Long before = last.put(stream, value);
                            if (before != null && first[0] != ofOneOperation) {
                                found.add(() -> exchangePlaces(before, value));
                            }
                            first[0] = false;
                        }
                    });
        }
        if (!found.isEmpty()) {
            any(found).run();
        }
        return !found.isEmpty();
    }

    private void exchangePlaces(long a, long b) {
        LongUnaryOperator other = value -> value == a ? b : value == b ? a : value;
        editRecords(
                (op, offset, value, to) -> {
                    if (op.action() instanceof Poll) {
                        to.add(offset, other.applyAsLong(value));
                    } else if (offset == Records.UNKNOWN || (value != a && value != b)) {
                        to.add(offset, value);
                    } else {
                        to.add(readAt.getOrDefault(other.applyAsLong(value), -1L), value);
                    }
                });
    }

    void removeFromPolls(long victim) {
        editRecords(
                (op, offset, value, to) -> {
                    if (value != victim || !(op.action() instanceof Poll)) {
                        to.add(offset, value);
                    }
                });
    }

    void removeFromSends(long victim) {
        editRecords(
                (op, offset, value, to) -> {
                    if (value != victim || op.action() instanceof Poll) {
                        to.add(offset, value);
                    }
                });
    }

    /** The sender was told that it isn't there. */
    void refuse(long victim) {
        editRecords(
                (op, offset, value, to) -> {
                    if (value != victim
                            || op.action() instanceof Poll
                            || op.type() == Type.INVOKE) {
                        to.add(offset, value);
                    }
                });
        Op end = ops.getLast();
        int partition = partitions.getOrDefault(victim, -1);
        Send refused = new Send(partition, Acks.ALL, Records.withoutOffsets(victim));
        ops.add(new Op(end.nanos(), 0, Type.FAIL, refused));
    }

    private interface Edit {
        void accept(Op op, long offset, long value, Records.Builder to);
    }

    private void editRecords(Edit edit) {
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            Records.Builder records = Records.builder();
            Visitor visitor = (offset, value) -> edit.accept(op, offset, value, records);
            if (op.action() instanceof Send send) {
                values(send.records(), visitor);
                replace(i, new Send(send.partition(), send.acks(), records.build()));
            } else if (op.action() instanceof Poll poll) {
                values(poll.records(), visitor);
                replace(i, new Poll(poll.partition(), records.build(), poll.highWatermark()));
            }
        }
    }

    private boolean editOne(List<Integer> indexes, UnaryOperator<Poll> edit) {
        if (!indexes.isEmpty()) {
            int index = any(indexes);
            replace(index, edit.apply((Poll) ops.get(index).action()));
        }
        return !indexes.isEmpty();
    }

    private void replace(int index, Action action) {
        Op op = ops.get(index);
        ops.set(index, new Op(op.nanos(), op.process(), op.type(), action, op.error()));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
