package io.millrace.admin.group;

import io.millrace.protocol.group.GroupSummary;

/**
 * A group in a list.
 *
 * @param members how many it has
 * @param epoch of the group; whatever concerns more than one member raises it
 */
record GroupSummaryView(String name, String state, int members, long epoch) {

    static GroupSummaryView of(GroupSummary summary) {
        return new GroupSummaryView(
                summary.group().value(),
                summary.phase().text(),
                summary.members(),
                summary.epoch());
    }
}
