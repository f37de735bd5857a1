package io.millrace.broker.http.group;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Habits of groups.
 *
 * @param maxPollInterval a stream's member that has records, and acknowledges none for so long, is
 *     taken out of its group
 */
@ConfigurationProperties("millrace.broker.groups")
public record GroupProperties(@DefaultValue("5m") Duration maxPollInterval) {}
