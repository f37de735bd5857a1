package io.millrace.admin.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which release this is, as the build wrote it down. */
final class Release {
    private Release() {}

    static String version() {
        Properties properties = new Properties();
        try (InputStream file = Release.class.getResourceAsStream("release.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
