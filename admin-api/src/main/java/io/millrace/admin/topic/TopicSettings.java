package io.millrace.admin.topic;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How changes of topics are taken.
 *
 * @param requireIfMatch whether every change of something that exists must carry {@code If-Match}
 */
@ConfigurationProperties("millrace.admin.topics")
public record TopicSettings(@DefaultValue("false") boolean requireIfMatch) {}
