package io.millrace.fault;

import io.millrace.fault.nemesis.FaultKind;
import io.millrace.fault.nemesis.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a soak is told on its command line. */
record SoakOptions(Duration time, Profile profile, long seed, Optional<Path> json) {
    private static final String USAGE =
            "usage: ./dev soak --minutes N [--only kill,pause,network,power,disk] [--seed S] [--json FILE]";
    private static final Duration SHORTEST = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(25);

    /**
     * @throws IllegalArgumentException whose message tells how to call it
     */
    static SoakOptions of(String... arguments) {
        Duration time = Duration.ZERO;
        Profile profile = Profile.EVERYTHING;
        long seed = System.nanoTime();
        Optional<Path> json = Optional.empty();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--minutes" -> time = Duration.ofMinutes(Long.parseLong(value));
                case "--only" -> profile = profile(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--json" -> json = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        if (arguments.length % 2 != 0 || !time.isPositive()) {
            throw new IllegalArgumentException(USAGE);
        }
        return new SoakOptions(time, profile.withRounds(SHORTEST, LONGEST), seed, json);
    }

    private static Profile profile(String names) {
        var known =
                Stream.of(Profile.KILL, Profile.PAUSE, Profile.NETWORK, Profile.POWER, Profile.DISK)
                        .collect(Collectors.toMap(Profile::name, Function.identity()));
        List<FaultKind> kinds = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            Profile one = known.get(name);
            if (one == null) {
                throw new IllegalArgumentException(USAGE);
            }
            kinds.addAll(one.kinds());
        }
        return Profile.of(names, kinds.toArray(FaultKind[]::new));
    }
}
