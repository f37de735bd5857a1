package io.millrace.replication;

import io.millrace.replication.EpochHistory.EpochEnd;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Plays the commands of a transcript against one leader and writes down what it answers. Brokers
 * have the registration 7 unless {@code 2:9} says otherwise; {@code 2:?} is one that is not
 * verified.
 */
final class Scenario {
    private static final int SELF = 1;
    private static final long BROKER_EPOCH = 7;
    private static final long LAG_MAX_MS = 10_000;

    private LeaderState state;
    private long logStart;
    private long nowMs;

    String play(String command) {
        String[] words = command.split(" ");
        Map<String, String> options = options(words);
        nowMs = Long.parseLong(options.getOrDefault("now", Long.toString(nowMs)));
        return switch (words[0]) {
            case "lead" -> lead(options);
            case "appended" -> step(new LeaderEvent.Appended(Long.parseLong(words[1])));
            case "flushed" -> step(new LeaderEvent.Flushed(Long.parseLong(words[1])));
            case "view" -> step(new LeaderEvent.ViewChanged(view(options), nowMs));
            case "follower" ->
                    step(
                            new LeaderEvent.Fetched(
                                    fetch(words[1], options, state.leaderEpoch()),
                                    Long.parseLong(
                                            options.getOrDefault("heard", Long.toString(nowMs)))));
            case "judge" -> judge(words[1], options);
            case "cut-off" -> yesOrNo(state.isCutOff());
            case "tick" -> step(new LeaderEvent.Tick(nowMs));
            case "refused" ->
                    step(new LeaderEvent.ProposalRefused(state.proposal().orElseThrow(), nowMs));
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
                                false,
                                nowMs,
                                LAG_MAX_MS)));
    }

    /** The leader's log: {@code log=0:3,40:5} has epoch 3 from 0 on and epoch 5 from 40 on. */
    private String judge(String follower, Map<String, String> options) {
        TreeMap<Integer, Long> starts = new TreeMap<>();
        for (String start : options.get("log").split(",")) {
            String[] pair = start.split(":");
            starts.put(Integer.valueOf(pair[1]), Long.valueOf(pair[0]));
        }
        EpochHistory history =
                epoch -> {
                    Map.Entry<Integer, Long> next = starts.higherEntry(epoch);
                    long end = next == null ? state.own().logEnd() : next.getValue();
                    Integer found = starts.floorKey(epoch);
                    return found == null ? new EpochEnd(-1, logStart) : new EpochEnd(found, end);
                };
        int epoch = Integer.parseInt(options.getOrDefault("in", "" + state.leaderEpoch()));
        FetchVerdict verdict = state.judge(fetch(follower, options, epoch), history, logStart);
        return switch (verdict) {
            case FetchVerdict.Serve _ -> "serve";
            case FetchVerdict.Diverging(EpochEnd end) ->
                    "diverging: epoch %d ends at %d".formatted(end.epoch(), end.endOffset());
            case FetchVerdict.BelowLogStart(long start) -> "begin anew at " + start;
            case FetchVerdict.Refused(FetchVerdict.Reason why) -> why.name();
        };
    }

    private static FollowerFetch fetch(
            String follower, Map<String, String> options, int leaderEpoch) {
        String[] broker = follower.split(":");
        long end = Long.parseLong(options.get("end"));
        return new FollowerFetch(
                Integer.parseInt(broker[0]),
                broker.length == 1 ? BROKER_EPOCH : Long.parseLong(broker[1]),
                leaderEpoch,
                Integer.parseInt(options.getOrDefault("last", "0")),
                end,
                Long.parseLong(options.getOrDefault("durable", "" + end)));
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
            case LeaderEffect.ProposeIsr(IsrProposal proposal) ->
                    "propose ISR %s in partition epoch %d"
                            .formatted(members(proposal), proposal.partitionEpoch());
            case LeaderEffect.Resign() -> "resign";
            case LeaderEffect.DenounceReplica(int replica, long brokerEpoch) ->
                    "denounce broker %d:%d".formatted(replica, brokerEpoch);
        };
    }

    private static String members(IsrProposal proposal) {
        return new TreeMap<>(proposal.members())
                .entrySet().stream()
                        .map(
                                m ->
                                        m.getKey()
                                                + (m.getValue() == IsrProposal.UNVERIFIED
                                                        ? ":?"
                                                        : ":" + m.getValue()))
                        .collect(Collectors.joining(","));
    }

    private static IsrView view(Map<String, String> options) {
        Map<Integer, Long> isr = new TreeMap<>();
        for (String member : options.get("isr").split(",")) {
            String[] pair = member.split(":");
            boolean verified = pair.length == 1 || !pair[1].equals("?");
            isr.put(
                    Integer.valueOf(pair[0]),
                    pair.length == 1 ? BROKER_EPOCH : verified ? Long.parseLong(pair[1]) : 0);
        }
        List<Integer> replicas =
                options.containsKey("replicas")
                        ? brokers(options.get("replicas")).stream().sorted().toList()
                        : isr.keySet().stream().toList();
        return new IsrView(
                replicas,
                isr,
                brokers(options.getOrDefault("fenced", "")),
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
                .filter(word -> word.contains("="))
                .map(word -> word.split("=", 2))
                .forEach(pair -> options.put(pair[0], pair[1]));
        return options;
    }

    private static Acks acks(String name) {
        return Acks.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static String yesOrNo(boolean answer) {
        return answer ? "yes" : "no";
    }
}
