package io.millrace.standalone;

import io.millrace.protocol.access.ApiKey;
import io.millrace.standalone.directory.DataDirectory;
import io.millrace.standalone.directory.StartRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Starts all of Millrace in one process. Its steps: take the data directory, start the database
 * beside everything else, wire and start the services, open the port. It stops in the reverse order
 * on SIGTERM or SIGINT; after kill -9 the next start finds everything that was acknowledged.
 */
public final class StandaloneApplication {

    private StandaloneApplication() {}

    @SuppressWarnings("SystemExitOutsideMain") // The only other exit is the normal end.
    public static void main(String[] args) {
        long began = System.nanoTime();
        try {
            start(began, args);
        } catch (RuntimeException e) {
            explain(e);
            System.exit(1);
        }
    }

    private static void start(long began, String... args) {
        Options options = Options.parse(args);
        requireFree(options.port());
        Steps steps = new Steps();
        Runtime.getRuntime().addShutdownHook(new Thread(steps::close, "shutdown"));
        DataDirectory directory = steps.done(DataDirectory.open(options.data()));
        Release release = Release.read();
        Backing backing =
                steps.done(Backing.start(directory.postgres(), release.postgresVersion()));
        SpringApplication application = new SpringApplication(StandaloneModule.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(properties(options, directory));
        application.addInitializers(
                context -> {
                    // Closed by the same list if the start fails half-way.
                    steps.done(context);
                    GenericApplicationContext beans = (GenericApplicationContext) context;
                    beans.registerBean(
                            DataDirectory.class,
                            () -> directory,
                            bean -> bean.setDestroyMethodName(""));
                    beans.registerBean(
                            Backing.class, () -> backing, bean -> bean.setDestroyMethodName(""));
                    beans.registerBean(Release.class, () -> release);
                    beans.registerBean(Clock.class, Clock::systemUTC);
                });
        ConfigurableApplicationContext context = application.run();
        announce(System.out, context, directory, release, began);
    }

    private static Map<String, Object> properties(Options options, DataDirectory directory) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", options.port());
        properties.put("millrace.broker.logs", directory.logs().toString());
        properties.put("millrace.broker.http-url", "http://127.0.0.1:" + options.port());
        return properties;
    }

    private static void announce(
            PrintStream out,
            ConfigurableApplicationContext context,
            DataDirectory directory,
            Release release,
            long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        String key =
                context.getBean(AdminKey.class)
                        .fresh()
                        .map(ApiKey::reveal)
                        .map(text -> text + "   (shown once; kept in " + directory.adminKey() + ")")
                        .orElse("in " + directory.adminKey());
        out.printf(
                "%nMillrace %s is ready after %d.%03d s%n%n  URL        %s%n  Admin key  %s%n"
                        + "  Data       %s%n%n",
                release.version(),
                took.toSeconds(),
                took.toMillisPart(),
                "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"),
                key,
                directory.path());
        out.flush();
    }

    /** Tells the person at the terminal what is wrong; a stack trace only for what is our fault. */
    private static void explain(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefused refusal) {
                System.err.println("millrace: " + refusal.getMessage());
                return;
            }
            if (cause instanceof PortInUseException taken) {
                System.err.println("millrace: " + portTaken(taken.getPort()));
                return;
            }
        }
        failure.printStackTrace();
    }

    private static void requireFree(int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new StartRefused(portTaken(port), e);
        }
    }

    private static String portTaken(int port) {
        return "Port "
                + port
                + " on 127.0.0.1 is taken by another process: choose another one with --port.";
    }

    /** What is to be closed, last first. Closed once, by the shutdown hook. */
    private static final class Steps {

        private final Deque<AutoCloseable> done = new ConcurrentLinkedDeque<>();

        <T extends AutoCloseable> T done(T part) {
            done.push(part);
            return part;
        }

        void close() {
            for (AutoCloseable part = done.poll(); part != null; part = done.poll()) {
                try {
                    part.close();
                } catch (Exception e) {
                    // The parts below it must be closed all the same.
                    LoggerFactory.getLogger(StandaloneApplication.class)
                            .atError()
                            .setMessage("a part did not stop as it should")
                            .setCause(e)
                            .log();
                }
            }
        }
    }
}
