package io.millrace.admin.group;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the lag of groups is sampled.
 *
 * @param every pause from one round of samples to the next; half of it is for the work
 * @param groups so many are sampled at most
 * @param series topics of all these groups together, at most; each takes up to 35 kB
 */
@ConfigurationProperties("millrace.admin.lag-samples")
public record LagProperties(
        @DefaultValue("1m") Duration every,
        @DefaultValue("500") int groups,
        @DefaultValue("1000") int series) {

    public LagProperties {
        if (every.toMillis() < 1 || groups < 1 || series < 1) {
            throw new IllegalArgumentException(
                    "millrace.admin.lag-samples must be positive: every, groups, series");
        }
    }
}
