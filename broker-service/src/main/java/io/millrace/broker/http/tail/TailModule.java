package io.millrace.broker.http.tail;

import io.millrace.broker.http.auth.AuthFilter;
import io.millrace.broker.http.stream.StreamResponses;
import io.millrace.broker.http.stream.Streams;
import io.millrace.broker.partition.Topics;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the tail into a process that has topics, a clock and an {@link AuthFilter}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TailProperties.class)
public class TailModule {
    @Bean
    TailService tailService(
            TailProperties properties, Topics topics, Streams streams, InstantSource clock) {
        return new TailService(properties, topics, streams, clock);
    }

    @Bean
    AssignedReads assignedReads(Topics topics, TailService service, TailProperties properties) {
        return new AssignedReads(topics, service, properties.leaderWait());
    }

    @Bean
    PageAnswers pageAnswers(TailService service) {
        return service.pageAnswers();
    }

    @Bean
    TailRoutes tailRoutes(TailService service, StreamResponses responses) {
        return new TailRoutes(service, responses);
    }

    @Bean
    EventStreamsRoutes eventStreamsRoutes(TailService service, StreamResponses responses) {
        return new EventStreamsRoutes(service, responses);
    }
}
