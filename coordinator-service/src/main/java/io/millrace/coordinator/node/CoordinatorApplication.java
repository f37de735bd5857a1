package io.millrace.coordinator.node;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Starts a coordinator as a process of its own. It stops in good order on SIGTERM or SIGINT. */
@Configuration(proxyBeanMethods = false)
@Import(CoordinatorNodeModule.class)
public class CoordinatorApplication {

    /** Settings come as {@code --name=value}, system properties or environment variables. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(CoordinatorApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "coordinator"));
        application.run(args);
    }
}
