package dev.libellule.gateway.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that Maven built. */
final class Version {
    private Version() {}

    /** The version number alone, such as {@code 0.1.0}. */
    static String number() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        }
    }
}
