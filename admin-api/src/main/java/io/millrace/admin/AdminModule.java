package io.millrace.admin;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.admin.database.AdminDatabase;
import io.millrace.admin.database.AdminTables;
import io.millrace.admin.group.LagProperties;
import io.millrace.admin.lag.SampledGroups;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.Authenticator;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Wires administration. Whoever imports it provides the ports ({@link TopicControl}, {@code
 * PartitionControl}, {@code GroupControl}, {@code OperatorControl}, {@code ClusterControl}), the
 * {@link AdminDatabase} and a clock.
 */
@Configuration(proxyBeanMethods = false)
// What makes it a process of its own is for those who start one.
@ComponentScan(
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.millrace\\.admin\\.node\\..*"))
@EnableConfigurationProperties(LagProperties.class)
@EntityScan(basePackageClasses = AdminModule.class)
@EnableJpaRepositories(
        basePackageClasses = AdminModule.class,
        considerNestedRepositories = false,
        bootstrapMode = BootstrapMode.DEFERRED)
public class AdminModule {

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(AdminDatabase address) {
        return AdminTables.open(address);
    }

    @Bean
    TransactionTemplate adminTransaction(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    @Bean
    Supplier<AccessSnapshot> accessSnapshot(TopicControl control) {
        return () -> control.metadata().access();
    }

    @Bean
    @ConditionalOnMissingBean
    Authenticator authenticator(Supplier<AccessSnapshot> access) {
        return new Authenticator(access);
    }

    @Bean
    SampledGroups sampledGroups(LagProperties properties) {
        return new SampledGroups(properties.groups(), properties.series());
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    PrometheusMeterRegistry meters() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }
}
