package io.millrace.fault;

import io.millrace.fault.ConsumerGroup.Place;
import io.millrace.fault.ConsumerGroup.Reply;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Reads a little, commits it at once, and joins again when it is fenced. Owns a thread. */
final class CommittingMember implements AutoCloseable {
    private static final int PAGE = 5;
    private static final String FENCED = "fenced_member_epoch";

    private final String name;
    private final Way way;
    private final ConsumerGroup group;
    private final Committed committed;
    private final Thread thread;
    private volatile boolean closed;

    /** How it commits. */
    enum Way {
        POLL,
        ACKS,
        NUMBERS
    }

    private CommittingMember(String name, Way way, ConsumerGroup group, Committed committed) {
        this.name = name;
        this.way = way;
        this.group = group;
        this.committed = committed;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    static CommittingMember start(String name, Way way, ConsumerGroup group, Committed committed) {
        CommittingMember member = new CommittingMember(name, way, group, committed);
        member.thread.start();
        return member;
    }

    private void run() {
        try {
            while (!closed) {
                Reply joined = group.join(name);
                if (joined.isSuccess()) {
                    committed.begins(joined.session());
                    live(joined);
                } else {
                    committed.surprise(name + " may not join: " + joined);
                }
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            if (!closed) {
                committed.surprise(name + " has failed: " + e);
            }
        }
    }

    /** Until it is fenced. */
    private void live(Reply joined) {
        long session = joined.session();
        Map<Integer, Long> next = new HashMap<>();
        Reply last = joined;
        while (!closed) {
            committed.sends(session, next);
            Reply page = group.poll(name, last.cursor(), way == Way.POLL, PAGE);
            if (isOver(page)) {
                return;
            }
            last = page;
            for (Place record : page.records()) {
                committed.given(session, record.partition(), record.offset());
                next.put(record.partition(), record.offset() + 1);
            }
            committed.sends(session, next);
            if (!next.isEmpty() && way != Way.POLL && isOver(commit(page, next))) {
                return;
            }
        }
    }

    private Reply commit(Reply page, Map<Integer, Long> next) {
        return way == Way.ACKS
                ? group.acknowledge(name, page.cursor())
                : group.commit(name, page.memberEpoch(), next);
    }

    private boolean isOver(Reply reply) {
        if (!reply.isSuccess() && !reply.code().equals(FENCED)) {
            committed.surprise(name + ": " + reply);
        }
        return !reply.isSuccess();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
