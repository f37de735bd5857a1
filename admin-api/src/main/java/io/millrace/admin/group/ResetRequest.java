package io.millrace.admin.group;

import io.millrace.admin.json.Fields;
import io.millrace.admin.topic.TopicNames;
import io.millrace.protocol.TopicName;
import java.util.List;
import java.util.Optional;

/**
 * A request to move a group's positions.
 *
 * @param partitions of each of the topics; empty for all
 * @param fence whether members are fenced if there are any
 */
record ResetRequest(
        ResetTarget target,
        List<TopicName> topics,
        Optional<List<Integer>> partitions,
        boolean fence) {
    private static final String TARGETS = "earliest, latest, timestamp, offset or shift_by";
    private static final int TOPICS_MAX = 1000;
    private static final int TEXT_MAX = 1000;

    static ResetRequest parse(byte[] body) {
        Fields fields = Fields.parse(body);
        ResetTarget target = target(fields);
        List<TopicName> topics =
                fields
                        .textList("topics", TEXT_MAX)
                        .filter(names -> !names.isEmpty() && names.size() <= TOPICS_MAX)
                        .orElseThrow(() -> fields.wrong("topics", "1 to " + TOPICS_MAX + " topics"))
                        .stream()
                        .map(TopicNames::name)
                        .distinct()
                        .toList();
        Optional<List<Integer>> partitions = fields.integers("partitions");
        boolean fence = fence(fields);
        fields.done();
        return new ResetRequest(target, topics, partitions, fence);
    }

    private static ResetTarget target(Fields fields) {
        String to = fields.text("to", TEXT_MAX).orElseThrow(() -> fields.wrong("to", TARGETS));
        return switch (to) {
            case "earliest" -> new ResetTarget.Earliest();
            case "latest" -> new ResetTarget.Latest();
            case "timestamp" ->
                    new ResetTarget.Since(
                            fields.time("timestamp")
                                    .orElseThrow(() -> fields.wrong("timestamp", "given"))
                                    .toEpochMilli());
            case "offset" ->
                    new ResetTarget.At(
                            fields.wholeNumber("offset")
                                    .filter(offset -> offset >= 0)
                                    .orElseThrow(() -> fields.wrong("offset", "at least 0")));
            case "shift_by" ->
                    new ResetTarget.ShiftBy(
                            fields.wholeNumber("shift_by")
                                    .orElseThrow(() -> fields.wrong("shift_by", "given")));
            default -> throw fields.wrong("to", TARGETS);
        };
    }

    /** What an undo may say. */
    static boolean fence(byte[] body) {
        Fields fields = Fields.parse(body);
        boolean fence = fence(fields);
        fields.done();
        return fence;
    }

    private static boolean fence(Fields fields) {
        Optional<String> active = fields.text("active", TEXT_MAX);
        if (active.filter(word -> !word.equals("fence")).isPresent()) {
            throw fields.wrong("active", "fence, or left out");
        }
        return active.isPresent();
    }
}
