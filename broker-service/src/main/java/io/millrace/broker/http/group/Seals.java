package io.millrace.broker.http.group;

import io.millrace.broker.partition.Topics;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;

/** The cluster's seals of cursors. Any thread. */
record Seals(Topics topics) {

    CursorSeal of(GroupId group, MemberId member) {
        return new CursorSeal(topics.metadata().access().tokenSecret(), group, member);
    }
}
