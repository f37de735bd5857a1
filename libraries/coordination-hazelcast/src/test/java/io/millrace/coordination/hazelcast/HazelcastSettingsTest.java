package io.millrace.coordination.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.cp.FencedLockConfig;
import io.millrace.coordination.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HazelcastSettingsTest {

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 4, 6, 8, 9})
    void refusesToStartWithoutARealMajority(int cpMembers) {
        // When // Then
        assertThatThrownBy(() -> settings("coord", 5701, cpMembers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3, 5 or 7");
    }

    @Test
    void refusesWhatIsNoAddress() {
        // When // Then
        assertThatThrownBy(() -> settings("coord", 0, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings("Coord 1", 5701, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheClusterAfterItsGeneration() {
        // When
        Config config = MemberConfig.of(settings("coord", 5701, 5), 7);

        // Then
        assertThat(config.getClusterName()).isEqualTo("coord-7");
        assertThat(config.getCPSubsystemConfig().getCPMemberCount()).isEqualTo(5);
        assertThat(config.getCPSubsystemConfig().getGroupSize()).isEqualTo(5);
    }

    @Test
    void countsALockOnce() {
        // When
        Config config = MemberConfig.of(settings("coord", 5701, 3), 1);

        // Then
        assertThat(config.getCPSubsystemConfig().findLockConfig("groups-63"))
                .extracting(FencedLockConfig::getLockAcquireLimit)
                .isEqualTo(1);
    }

    @Test
    void speaksToItsPeersOnly() {
        // When
        Config config = MemberConfig.of(settings("coord", 5711, 3), 1);

        // Then
        JoinConfig join = config.getNetworkConfig().getJoin();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().getMembers())
                .containsExactly("coord-1.coord:5701", "127.0.0.1:5711");
        assertThat(config.getNetworkConfig().getPort()).isEqualTo(5711);
        assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces())
                .containsExactly("127.0.0.1");
        assertThat(config.getNetworkConfig().getRestApiConfig().isEnabled()).isFalse();
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    }

    private static HazelcastSettings settings(String cluster, int port, int cpMembers) {
        return new HazelcastSettings(
                new MemberId("a"),
                "127.0.0.1",
                port,
                List.of("coord-1.coord:5701"),
                cluster,
                cpMembers);
    }
}
