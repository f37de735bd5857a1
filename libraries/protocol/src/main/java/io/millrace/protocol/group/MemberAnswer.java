package io.millrace.protocol.group;

import io.millrace.protocol.ErrorCode;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of one member's heartbeat.
 *
 * @param membership what the member is to do now; empty if it was refused
 * @param refusal of all that it has said; empty if it is a member
 * @param committed of what it has committed with it
 */
public record MemberAnswer(
        Optional<Membership> membership, Optional<Refusal> refusal, CommittedOffsets committed) {
    private static final CommittedOffsets NOTHING = new CommittedOffsets(Map.of(), Map.of());

    public static MemberAnswer of(Membership membership) {
        return of(membership, NOTHING);
    }

    public static MemberAnswer of(Membership membership, CommittedOffsets committed) {
        return new MemberAnswer(Optional.of(membership), Optional.empty(), committed);
    }

    public static MemberAnswer refused(ErrorCode code, String detail) {
        return new MemberAnswer(Optional.empty(), Optional.of(new Refusal(code, detail)), NOTHING);
    }
}
