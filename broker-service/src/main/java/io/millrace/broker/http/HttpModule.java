package io.millrace.broker.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.control.Controller;
import io.millrace.broker.group.GroupCalls;
import io.millrace.broker.group.GroupOwners;
import io.millrace.broker.group.LiveMembers;
import io.millrace.broker.http.auth.AuthFilter;
import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.discovery.MetadataRoutes;
import io.millrace.broker.http.discovery.ProducerIdRoutes;
import io.millrace.broker.http.discovery.ReferenceRoutes;
import io.millrace.broker.http.drain.DrainFilter;
import io.millrace.broker.http.fetch.FetchRoutes;
import io.millrace.broker.http.group.GroupProperties;
import io.millrace.broker.http.group.GroupRoutes;
import io.millrace.broker.http.group.MemberOperations;
import io.millrace.broker.http.group.MemberStreams;
import io.millrace.broker.http.group.OffsetOperations;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.broker.http.limits.ClientLimitFilter;
import io.millrace.broker.http.limits.HttpProperties;
import io.millrace.broker.http.limits.ServerLimits;
import io.millrace.broker.http.problem.ProblemExceptionHandler;
import io.millrace.broker.http.produce.ProduceRoutes;
import io.millrace.broker.http.route.RouteTable;
import io.millrace.broker.http.route.Routes;
import io.millrace.broker.http.stream.StreamModule;
import io.millrace.broker.http.stream.StreamResponses;
import io.millrace.broker.http.stream.Streams;
import io.millrace.broker.http.tail.AssignedReads;
import io.millrace.broker.http.tail.PageAnswers;
import io.millrace.broker.http.tail.TailModule;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.access.Authenticator;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Wires the data plane into a process that has {@link Topics} and a {@link Controller}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpProperties.class, GroupProperties.class})
@Import({StreamModule.class, TailModule.class})
public class HttpModule {
    private static final int GROUP_HEAP_PERCENT = 2;
    private static final int GROUP_BODY_MAX = 1 << 20;
    private static final Duration SPEAK_EVERY = Duration.ofSeconds(1);

    @Bean
    @ConditionalOnMissingBean(InstantSource.class)
    InstantSource brokerClock() {
        return Clock.systemUTC();
    }

    @Bean
    AuthFilter authFilter(Topics topics, InstantSource clock) {
        return new AuthFilter(new Authenticator(() -> topics.metadata().access()), topics, clock);
    }

    @Bean
    ClientLimitFilter clientLimitFilter(HttpProperties properties) {
        return new ClientLimitFilter(properties.requestsPerPrincipalMax());
    }

    @Bean
    DrainFilter drainFilter() {
        return new DrainFilter();
    }

    @Bean
    CorsFilter corsFilter(HttpProperties properties) {
        return new CorsFilter(properties.corsAllowedOrigins());
    }

    @Bean
    ServerLimits serverLimits(HttpProperties properties, MeterRegistry meters) {
        ServerLimits limits =
                new ServerLimits(properties.connectionsMax(), properties.connectionIdleTimeout());
        Gauge.builder("millrace.http.connections", limits, ServerLimits::connections)
                .description("Open connections")
                .register(meters);
        return limits;
    }

    @Bean
    ProblemExceptionHandler problemExceptionHandler() {
        return new ProblemExceptionHandler();
    }

    @Bean
    ProduceRoutes produceRoutes(
            Topics topics, HttpProperties properties, InstantSource clock, MeterRegistry meters) {
        ByteBudget budget = budget("bodies", properties.bodyHeapPercent(), meters);
        return new ProduceRoutes(
                topics, bodies(properties, budget), budget, properties.streamIdleTimeout(), clock);
    }

    @Bean
    FetchRoutes fetchRoutes(Topics topics, HttpProperties properties, MeterRegistry meters) {
        ByteBudget budget = budget("fetches", properties.fetchHeapPercent(), meters);
        return new FetchRoutes(topics, budget, virtualThreads("fetch-"));
    }

    @Bean
    MetadataRoutes metadataRoutes(Topics topics) {
        return new MetadataRoutes(topics);
    }

    @Bean
    ProducerIdRoutes producerIdRoutes(Controller controller, HttpProperties properties) {
        BodyReader bodies = bodies(properties, ByteBudget.ofHeap(1));
        return new ProducerIdRoutes(controller, bodies, virtualThreads("producer-id-"));
    }

    @Bean(destroyMethod = "close")
    LiveMembers liveMembers(GroupOwners owners) {
        return new LiveMembers(owners, SPEAK_EVERY);
    }

    @Bean
    GroupRoutes groupRoutes(
            Topics topics,
            GroupOwners owners,
            LiveMembers live,
            AssignedReads reads,
            PageAnswers pages,
            Streams streams,
            StreamResponses responses,
            HttpProperties properties,
            GroupProperties groups,
            InstantSource clock,
            MeterRegistry meters) {
        GroupCalls calls = new GroupCalls(owners);
        ByteBudget budget = budget("group requests", GROUP_HEAP_PERCENT, meters);
        BodyReader bodies = new BodyReader(budget, GROUP_BODY_MAX, properties.bodyIdleTimeout());
        return new GroupRoutes(
                new MemberOperations(topics, calls, live, reads, pages, bodies, clock),
                new MemberStreams(
                        topics, calls, live, reads, responses, groups, streams.silence(), clock),
                new OffsetOperations(topics, calls, bodies, clock));
    }

    @Bean
    ReferenceRoutes referenceRoutes() {
        return new ReferenceRoutes();
    }

    @Bean
    RouterFunction<ServerResponse> dataPlane(List<Routes> features) {
        return RouteTable.of(features);
    }

    private static BodyReader bodies(HttpProperties properties, ByteBudget budget) {
        int max = Math.toIntExact(properties.bodyMax().toBytes());
        return new BodyReader(budget, max, properties.bodyIdleTimeout());
    }

    private static ByteBudget budget(String purpose, int percent, MeterRegistry meters) {
        ByteBudget budget = ByteBudget.ofHeap(percent);
        Gauge.builder("millrace.http.memory", budget, ByteBudget::takenBytes)
                .description("Memory taken for request bodies and for answers")
                .baseUnit("bytes")
                .tag("purpose", purpose)
                .register(meters);
        return budget;
    }

    private static Executor virtualThreads(String name) {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
    }
}
