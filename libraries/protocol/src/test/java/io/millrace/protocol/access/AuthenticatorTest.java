package io.millrace.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.access.Authentication.Authenticated;
import io.millrace.protocol.access.Authentication.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final PrincipalName ADMIN = new PrincipalName("User:admin");

    private final ApiKey key = ApiKey.generate(new SecureRandom());
    private final byte[] tokenSecret =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private final AccessSnapshot snapshot =
            new AccessSnapshot(
                    Map.of(key.id(), new KeyEntry(ADMIN, key.secretSha256(), true)), tokenSecret);
    private final Authenticator authenticator = new Authenticator(() -> snapshot);

    @Test
    void takesAKeyAsBearer() {
        // When
        Authentication answer = authenticator.authenticate("Bearer " + key.reveal(), null, NOW);

        // Then
        assertThat(answer).isEqualTo(new Authenticated(ADMIN, true, false));
    }

    @Test
    void takesAKeyAsBasic() {
        // When
        Authentication answer =
                authenticator.authenticate(basic(key.id() + ":" + key.secret()), null, NOW);

        // Then
        assertThat(answer).isEqualTo(new Authenticated(ADMIN, true, false));
    }

    @Test
    void takesASessionUntilItExpires() {
        // Given
        String cookie = SessionToken.issue(ADMIN, NOW.plusSeconds(60)).sign(tokenSecret);

        // When // Then
        assertThat(authenticator.authenticate(null, cookie, NOW))
                .isEqualTo(new Authenticated(ADMIN, true, true));
        assertThat(authenticator.authenticate(null, cookie, NOW.plusSeconds(60)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        r -> assertThat(r.code()).isEqualTo(ErrorCode.TOKEN_EXPIRED));
    }

    @Test
    void refusesASessionThatSomebodyElseSigned() {
        // Given
        String cookie = SessionToken.issue(ADMIN, NOW.plusSeconds(60)).sign(new byte[32]);

        // When // Then
        assertRefused(authenticator.authenticate(null, cookie, NOW));
    }

    @Test
    void refusesASessionOfAPrincipalWhoseKeyIsGone() {
        // Given
        PrincipalName gone = new PrincipalName("User:gone");
        String cookie = SessionToken.issue(gone, NOW.plusSeconds(60)).sign(tokenSecret);

        // When // Then
        assertRefused(authenticator.authenticate(null, cookie, NOW));
    }

    @Test
    void detectsEveryChangeOfASession() {
        // Given
        String cookie = SessionToken.issue(ADMIN, NOW.plusSeconds(60)).sign(tokenSecret);

        for (int i = 0; i < cookie.length() - 1; i++) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            String forged = cookie.substring(0, i) + other + cookie.substring(i + 1);

            // When // Then
            assertRefused(authenticator.authenticate(null, forged, NOW));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Bearer",
                "Basic ???",
                "Basic eA==",
                "Digest x",
                "Bearer a.b.c",
                "Bearer mr_unknown_0123456789012345678901234567890123456789012",
                "Bearer mr__",
                "Bearer mr_a_short"
            })
    void refusesWhatIsNoKey(String header) {
        assertRefused(authenticator.authenticate(header, null, NOW));
    }

    @Test
    void refusesAWrongSecretInTheWordsForAnUnknownKey() {
        // Given
        ApiKey other = ApiKey.generate(new SecureRandom());

        // When
        Authentication wrong =
                authenticator.authenticate(basic(key.id() + ":" + other.secret()), null, NOW);
        Authentication unknown = authenticator.authenticate("Bearer " + other.reveal(), null, NOW);

        // Then
        assertRefused(wrong);
        assertThat(wrong).isEqualTo(unknown);
    }

    @Test
    void refusesARequestWithoutCredentials() {
        assertRefused(authenticator.authenticate(null, null, NOW));
    }

    @Test
    void showsNoSecretInAnyText() {
        // When
        String texts = key + " " + snapshot + " " + snapshot.keys();

        // Then
        assertThat(texts)
                .contains(key.id())
                .doesNotContain(key.secret())
                .doesNotContain("0123456789abcdef");
        assertThat(ApiKey.parse(key.reveal())).contains(key);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Authentication answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class,
                        r -> assertThat(r.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
}
