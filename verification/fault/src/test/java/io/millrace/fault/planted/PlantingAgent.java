package io.millrace.fault.planted;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;

/** A Java agent that plants the bug which its argument names. */
public final class PlantingAgent {
    private PlantingAgent() {}

    /** Called by the virtual machine before the program starts. */
    public static void premain(String bug, Instrumentation instrumentation) {
        PlantedBug.valueOf(bug).plant(instrumentation);
        System.out.println("A bug is planted: " + bug);
    }

    /**
     * With which a Java program is to be started to have the bug.
     *
     * @param workplace where the agent is kept
     */
    static Map<String, String> environment(PlantedBug bug, Path workplace) {
        Path jar = workplace.resolve("planting-agent.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream agent = new JarOutputStream(out, manifest())) {
            for (Class<?> type : classes()) {
                String name = type.getName().replace('.', '/') + ".class";
                agent.putNextEntry(new JarEntry(name));
                try (InputStream code = PlantingAgent.class.getResourceAsStream("/" + name)) {
                    if (code == null) {
                        throw new IllegalStateException(name + " is missing");
                    }
                    code.transferTo(agent);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("JDK_JAVA_OPTIONS", "-javaagent:" + jar + "=" + bug);
    }

    private static List<Class<?>> classes() {
        return Stream.concat(
                        Stream.of(PlantingAgent.class, PlantedBug.class),
                        Arrays.stream(PlantedBug.class.getDeclaredClasses()))
                .toList();
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(new Attributes.Name("Premain-Class"), PlantingAgent.class.getName());
        main.put(Attributes.Name.CLASS_PATH, byteBuddy().toUri().toString());
        return manifest;
    }

    private static Path byteBuddy() {
        try {
            return Path.of(
                    ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
