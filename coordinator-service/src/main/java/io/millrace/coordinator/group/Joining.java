package io.millrace.coordinator.group;

import io.millrace.groups.JoinRequest;
import io.millrace.groups.Subscription;
import io.millrace.groups.TopicPattern;
import io.millrace.groups.assignment.Assignor;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.MemberId;
import java.time.Duration;
import java.util.TreeSet;

/** A wish to join that can be decided on. */
record Joining(GroupId group, MemberId member, JoinRequest request) {

    /**
     * @throws MillraceException with {@code invalid_request}
     */
    static Joining of(JoinGroup wish) {
        try {
            return new Joining(
                    wish.group(),
                    wish.member(),
                    new JoinRequest(
                            wish.incarnation(),
                            wish.instance(),
                            new Subscription(
                                    new TreeSet<>(wish.topics()),
                                    wish.pattern().map(TopicPattern::new)),
                            wish.rack(),
                            Duration.ofMillis(wish.rebalanceTimeoutMs()),
                            wish.assignor().map(Joining::assignor)));
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    Problem.of(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage())), e);
        }
    }

    private static Assignor assignor(String name) {
        return Assignor.of(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no assignor " + name));
    }
}
