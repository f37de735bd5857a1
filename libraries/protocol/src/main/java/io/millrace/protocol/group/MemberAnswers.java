package io.millrace.protocol.group;

import java.util.List;

/** An answer to each beat, in their order. */
public record MemberAnswers(List<MemberAnswer> answers) {
    public MemberAnswers {
        answers = List.copyOf(answers);
    }
}
