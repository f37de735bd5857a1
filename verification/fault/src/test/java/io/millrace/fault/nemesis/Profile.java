package io.millrace.fault.nemesis;

import static io.millrace.fault.nemesis.FaultKind.CUT_BROKERS_INTO_A_BRIDGE;
import static io.millrace.fault.nemesis.FaultKind.CUT_BROKERS_ONE_WAY;
import static io.millrace.fault.nemesis.FaultKind.CUT_BROKER_FROM_BROKERS;
import static io.millrace.fault.nemesis.FaultKind.CUT_BROKER_FROM_COORDINATORS;
import static io.millrace.fault.nemesis.FaultKind.CUT_COORDINATOR_FROM_COORDINATORS;
import static io.millrace.fault.nemesis.FaultKind.CUT_COORDINATOR_FROM_DATABASE;
import static io.millrace.fault.nemesis.FaultKind.CUT_PAIR_OF_BROKERS;
import static io.millrace.fault.nemesis.FaultKind.CUT_POWER_OF_ALL;
import static io.millrace.fault.nemesis.FaultKind.CUT_POWER_OF_BROKER;
import static io.millrace.fault.nemesis.FaultKind.FAIL_FSYNC;
import static io.millrace.fault.nemesis.FaultKind.FILL_DISK;
import static io.millrace.fault.nemesis.FaultKind.FLIP_BIT;
import static io.millrace.fault.nemesis.FaultKind.ISOLATE_BROKER;
import static io.millrace.fault.nemesis.FaultKind.ISOLATE_COORDINATOR;
import static io.millrace.fault.nemesis.FaultKind.KILL_ALL_BROKERS;
import static io.millrace.fault.nemesis.FaultKind.KILL_ALL_COORDINATORS;
import static io.millrace.fault.nemesis.FaultKind.KILL_BROKER;
import static io.millrace.fault.nemesis.FaultKind.KILL_COORDINATOR;
import static io.millrace.fault.nemesis.FaultKind.KILL_DATABASE;
import static io.millrace.fault.nemesis.FaultKind.PAUSE_BROKER;
import static io.millrace.fault.nemesis.FaultKind.PAUSE_COORDINATOR;
import static io.millrace.fault.nemesis.FaultKind.TRUNCATE;
import static io.millrace.fault.nemesis.FaultKind.WIPE;

import java.time.Duration;
import java.util.List;

/**
 * What a run suffers from, and how long a round lasts.
 *
 * @param kinds of which each round has some, or none
 */
public record Profile(String name, List<FaultKind> kinds, Duration shortest, Duration longest) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public static final Profile KILL =
            of(
                    "kill",
                    KILL_BROKER,
                    KILL_ALL_BROKERS,
                    KILL_COORDINATOR,
                    KILL_ALL_COORDINATORS,
                    KILL_DATABASE);
    public static final Profile PAUSE = of("pause", PAUSE_BROKER, PAUSE_COORDINATOR);
    public static final Profile NETWORK =
            of(
                    "network",
                    CUT_PAIR_OF_BROKERS,
                    CUT_BROKERS_ONE_WAY,
                    CUT_BROKERS_INTO_A_BRIDGE,
                    CUT_BROKER_FROM_BROKERS,
                    CUT_BROKER_FROM_COORDINATORS,
                    CUT_COORDINATOR_FROM_COORDINATORS,
                    CUT_COORDINATOR_FROM_DATABASE,
                    ISOLATE_BROKER,
                    ISOLATE_COORDINATOR);
    public static final Profile POWER = of("power", CUT_POWER_OF_BROKER, CUT_POWER_OF_ALL);
    public static final Profile DISK = of("disk", FILL_DISK, FAIL_FSYNC, FLIP_BIT, TRUNCATE, WIPE);
    public static final Profile EVERYTHING = of("everything", FaultKind.values());

    public Profile {
        kinds = List.copyOf(kinds);
    }

    public static Profile of(String name, FaultKind... kinds) {
        return new Profile(name, List.of(kinds), SHORTEST, LONGEST);
    }

    public Profile withRounds(Duration from, Duration to) {
        return new Profile(name, kinds, from, to);
    }
}
