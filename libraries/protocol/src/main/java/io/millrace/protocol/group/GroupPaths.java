package io.millrace.protocol.group;

/** Where a coordinator is asked for what, on its internal listener. */
public final class GroupPaths {
    private static final String ROOT = "/internal/v1/groups/";

    /** {@code Done} → {@link ShardOwners}. Any coordinator answers; the rest only the owner. */
    public static final String OWNERS = ROOT + "owners";

    /** {@link JoinGroup} → {@link Membership}. */
    public static final String JOIN = ROOT + "join";

    /** {@link MemberBeats} → {@link MemberAnswers}. */
    public static final String BEAT = ROOT + "beat";

    /** {@link LeaveGroup} → {@code Done}. */
    public static final String LEAVE = ROOT + "leave";

    /** {@link CommitOffsets} → {@link CommittedOffsets}. */
    public static final String COMMIT = ROOT + "commit";

    /** {@link ReadOffsets} → {@link CommittedOffsets}. */
    public static final String OFFSETS = ROOT + "offsets";

    private GroupPaths() {}
}
