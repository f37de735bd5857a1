package io.millrace.protocol.group;

import java.util.List;

/** Members that one broker speaks for, at most {@link #MAX}. */
public record MemberBeats(List<MemberBeat> beats) {
    public static final int MAX = 5_000;

    public MemberBeats {
        beats = List.copyOf(beats);
        if (beats.size() > MAX) {
            throw new IllegalArgumentException("At most " + MAX + " members at a time");
        }
    }
}
