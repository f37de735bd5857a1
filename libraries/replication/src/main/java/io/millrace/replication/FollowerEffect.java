package io.millrace.replication;

/** What a follower must do before it fetches again. */
public sealed interface FollowerEffect {

    /** Cut the log off at this offset, and make that durable. */
    record TruncateTo(long endOffset) implements FollowerEffect {}

    /** Throw the whole log away and begin an empty one at this offset, durably. */
    record BeginAnewAt(long offset) implements FollowerEffect {}

    record NoteHighWatermark(long highWatermark) implements FollowerEffect {}
}
