package io.millrace.broker.http.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.http.auth.AuthFilter;
import io.millrace.broker.partition.Topics;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires streams into a process that has topics, a clock and an {@link AuthFilter}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamProperties.class)
public class StreamModule {
    @Bean(destroyMethod = "close")
    Streams streams(
            StreamProperties properties, Topics topics, MeterRegistry meters, InstantSource clock) {
        return new Streams(properties, topics, meters, clock);
    }

    @Bean
    StreamResponses streamResponses(Streams streams, AuthFilter auth) {
        return new StreamResponses(streams, request -> () -> auth.objection(request));
    }

    @Bean
    StreamDrain streamDrain(StreamProperties properties, Streams streams) {
        return new StreamDrain(streams, properties.drain());
    }
}
