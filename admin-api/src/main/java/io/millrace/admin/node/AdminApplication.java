package io.millrace.admin.node;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Starts administration as a process of its own. It stops in good order on SIGTERM or SIGINT. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AdminNodeModule.class)
public class AdminApplication {

    /** Settings come as {@code --name=value}, system properties or environment variables. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(AdminApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "admin"));
        application.run(args);
    }
}
