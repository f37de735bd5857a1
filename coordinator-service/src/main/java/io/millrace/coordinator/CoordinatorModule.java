package io.millrace.coordinator;

import io.millrace.coordination.Leases;
import io.millrace.coordinator.controller.Controller;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.database.DatabaseAddress;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires a coordinator. Whoever imports it provides {@link Leases} and the {@link DatabaseAddress}
 * of the control plane.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CoordinatorProperties.class)
public class CoordinatorModule {

    @Bean(destroyMethod = "close")
    ControlDatabase controlDatabase(DatabaseAddress address, CoordinatorProperties properties) {
        return ControlDatabase.open(address, properties.producerNamesMax());
    }

    /** Tries to lead as soon as it is made; closed before its database. */
    @Bean(destroyMethod = "close")
    Controller controller(
            ControlDatabase database, Leases leases, CoordinatorProperties properties) {
        return Controller.start(database, leases, properties.controller());
    }
}
