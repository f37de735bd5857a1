package io.millrace.groups;

import io.millrace.protocol.ErrorCode;

/** What becomes of a group when somebody wants something of it. */
public sealed interface Step {

    /** The same group if nothing has changed. */
    record Next(Group group) implements Step {}

    /** Nothing has changed. */
    record Refused(ErrorCode code, String detail) implements Step {}
}
