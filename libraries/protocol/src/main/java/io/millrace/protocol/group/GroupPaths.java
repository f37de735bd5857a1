package io.millrace.protocol.group;

/**
 * Where a coordinator is asked for what, on its internal listener: by brokers, and from {@link
 * #LIST} on by administration.
 */
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

    /** {@link ReadFloors} → {@link GroupFloors}. Any coordinator answers for what it owns. */
    public static final String FLOORS = ROOT + "floors";

    /** {@link ListGroups} → {@link ShardLists}. Any coordinator answers for what it owns. */
    public static final String LIST = ROOT + "list";

    /** {@link DescribeGroup} → {@link GroupDescription}. */
    public static final String DESCRIBE = ROOT + "describe";

    /** {@link ResetOffsets} → {@link OffsetsMoved}. */
    public static final String RESET = ROOT + "reset";

    /** {@link UndoReset} → {@link OffsetsMoved}. */
    public static final String UNDO = ROOT + "undo";

    /** {@link DeleteGroup} → {@code Done}. */
    public static final String DELETE = ROOT + "delete";

    private GroupPaths() {}
}
