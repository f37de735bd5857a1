package io.millrace.replication;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Plays the commands of a transcript against one leader and writes down what it answers. */
final class Scenario {
    private static final int SELF = 1;
    private static final long BROKER_EPOCH = 7;

    private LeaderState state;
    private long logStart;

    String play(String command) {
        String[] words = command.split(" ");
        return switch (words[0]) {
            case "lead" -> lead(options(words));
            case "appended" -> step(new LeaderEvent.Appended(Long.parseLong(words[1])));
            case "flushed" -> step(new LeaderEvent.Flushed(Long.parseLong(words[1])));
            case "view" -> step(new LeaderEvent.ViewChanged(view(options(words))));
            case "fetch" -> state.read(Long.parseLong(words[1]), logStart).name();
            case "latest" ->
                    state.latest().isPresent() ? Long.toString(state.latest().getAsLong()) : "wait";
            case "admits" -> yesOrNo(state.admits(acks(words[1])));
            case "may-answer" -> yesOrNo(state.answers(acks(words[1]), Long.parseLong(words[2])));
            case "may-answer-duplicate" ->
                    yesOrNo(state.answersDuplicate(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException("no such command: " + command);
        };
    }

    private String lead(Map<String, String> options) {
        logStart = Long.parseLong(options.getOrDefault("log-start", "0"));
        return tell(
                LeaderState.become(
                        new Leadership(
                                SELF,
                                BROKER_EPOCH,
                                Integer.parseInt(options.get("epoch")),
                                Long.parseLong(options.get("log-end")),
                                Long.parseLong(options.get("known-hw")),
                                view(options),
                                false)));
    }

    private String step(LeaderEvent event) {
        return tell(state.step(event));
    }

    private String tell(Step step) {
        state = step.state();
        if (step.effects().isEmpty()) {
            return "nothing to do";
        }
        return step.effects().stream().map(this::tell).collect(Collectors.joining("\n"));
    }

    private String tell(LeaderEffect effect) {
        return switch (effect) {
            case LeaderEffect.AppendEpochStart start ->
                    "append EPOCH_START(epoch %d, broker epoch %d) at %d"
                            .formatted(
                                    start.leaderEpoch(),
                                    start.brokerEpoch(),
                                    state.leaderEpochStart());
            case LeaderEffect.AnswerLeaderAcks answer ->
                    "answer acks=leader below " + answer.durableEnd();
            case LeaderEffect.RaiseHighWatermark raise -> "high watermark " + raise.highWatermark();
        };
    }

    private static IsrView view(Map<String, String> options) {
        return new IsrView(
                brokers(options.get("isr")),
                brokers(options.getOrDefault("proposed", "")),
                Integer.parseInt(options.get("min")),
                Integer.parseInt(options.getOrDefault("partition-epoch", "0")));
    }

    private static Set<Integer> brokers(String list) {
        return Arrays.stream(list.split(","))
                .filter(id -> !id.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> options(String[] words) {
        Map<String, String> options = new HashMap<>();
        Arrays.stream(words)
                .skip(1)
                .map(word -> word.split("=", 2))
                .forEach(pair -> options.put(pair[0], pair[1]));
        return options;
    }

    private static Acks acks(String name) {
        return Acks.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    private static String yesOrNo(boolean answer) {
        return answer ? "yes" : "no";
    }
}
