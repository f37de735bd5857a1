package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupModelTest {
    private static final Model MODEL =
            new Model(
                    "Groups",
                    List.of(
                            "LockIsEnough",
                            "LoadFirst",
                            "NoShardGuard",
                            "TrustMemory",
                            "NoAssignmentEpoch",
                            "CheckEarly",
                            "NotMonotone",
                            "UnboundRead",
                            "GrantEarly",
                            "HeartbeatReleases",
                            "OldRelease",
                            "TakeBack",
                            "InferLoss",
                            "NoSession",
                            "SameIncarnation",
                            "JoinKeepsEpochs",
                            "JoinKeepsAssignmentEpochs",
                            "ResetKeepsEpochs",
                            "ResetKeepsSessions",
                            "FenceKeptOnly"));

    private static final String INVARIANTS =
            "OneOwner OwnerKnows OneHolder OneEntitled ReleasedBySaying"
                    + " CommitsLegal AckedStored RewindStands";

    @TempDir Path directory;

    @ParameterizedTest(name = "bounds {0}, {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a b, p, 2, 3, 1, 1, 1 | long",
                "a b, p, 2, 2, 2, 2, 1 | short",
                "a a2 b, p, 2, 2, 1, 1, 1 | short",
                "a b, p q, 2, 2, 1, 1, 0 | short",
                "a b, p q, 1, 3, 1, 1, 1 | long",
                "a b, p, 3, 3, 1, 1, 1 | long",
                "a a2 b, p, 2, 3, 1, 1, 1 | long",
                "a b, p, 1, 4, 2, 2, 1 | long",
                "a b, p, 2, 3, 2, 2, 1 | long",
                "a b, p q, 2, 3, 1, 1, 0 | long",
            })
    void noStateBreaksAnInvariant(GroupBounds bounds, String profile) throws Exception {
        Model.assumeInProfile(profile);

        // When
        Tlc.Result result = check(bounds, INVARIANTS, Set.of());

        // Then
        assertThat(result.violated()).as(result.output()).isEmpty();
    }

    /** By what it does to members and offsets, for which one invariant is checked. */
    @ParameterizedTest(name = "{0} breaks {1}, {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "LockIsEnough | OneHolder | a b, p, 2, 2, 1, 0, 0 | short",
                "LoadFirst | OneHolder | a b, p, 2, 2, 1, 0, 0 | short",
                "NoShardGuard | OneHolder | a b, p, 2, 2, 1, 0, 0 | short",
                "TrustMemory | OneHolder | a b, p, 1, 2, 1, 0, 0 | short",
                "TrustMemory | AckedStored | a b, p, 1, 1, 1, 1, 0 | short",
                "NoAssignmentEpoch | RewindStands | a b, p, 1, 2, 1, 1, 1 | short",
                "CheckEarly | RewindStands | a b, p, 1, 2, 1, 1, 1 | short",
                "NotMonotone | AckedStored | a b, p, 1, 1, 2, 2, 0 | short",
                "UnboundRead | AckedStored | a a2, p, 2, 2, 2, 2, 0 | short",
                "GrantEarly | OneHolder | a b, p, 1, 2, 1, 0, 0 | short",
                "HeartbeatReleases | ReleasedBySaying | a b, p, 1, 2, 1, 0, 0 | short",
                "OldRelease | ReleasedBySaying | a b, p, 1, 4, 1, 0, 0 | long",
                "TakeBack | ReleasedBySaying | a b, p, 2, 2, 1, 0, 0 | short",
                "InferLoss | AckedStored | a b, p, 2, 3, 2, 2, 0 | long",
                "NoSession | OneEntitled | a a2, p, 1, 2, 1, 0, 0 | short",
                "SameIncarnation | ReleasedBySaying | a b, p, 2, 2, 1, 0, 0 | short",
                "JoinKeepsEpochs | OneEntitled | a a2, p, 1, 2, 1, 0, 0 | short",
                "JoinKeepsAssignmentEpochs | OneEntitled | a a2, p, 1, 2, 1, 0, 0 | short",
                "ResetKeepsEpochs | RewindStands | a b, p, 1, 2, 1, 1, 1 | short",
                "ResetKeepsSessions | RewindStands | a b, p, 1, 2, 1, 1, 1 | short",
                "FenceKeptOnly | RewindStands | a b, p, 1, 3, 1, 1, 1 | short",
            })
    void findsTheMistake(String mistake, String invariant, GroupBounds bounds, String profile)
            throws Exception {
        Model.assumeInProfile(profile);

        // When
        Tlc.Result result = check(bounds, invariant, Set.of(mistake));

        // Then
        assertThat(result.violated()).as(result.output()).contains(invariant);
    }

    private Tlc.Result check(GroupBounds bounds, String invariants, Set<String> mistakes)
            throws Exception {
        return MODEL.check(bounds.toString(), bounds.config(invariants), mistakes, directory);
    }
}
