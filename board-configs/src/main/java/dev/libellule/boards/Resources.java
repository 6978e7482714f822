package dev.libellule.boards;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files inside this module's jar. One that is missing or wrong is our own mistake, not the user's. */
final class Resources {
    private Resources() {}

    /** A YAML file beside this class. */
    static Yaml yaml(String name) {
        return YamlParser.parse(name, new String(bytes(name), StandardCharsets.UTF_8));
    }

    /**
     * The bytes of a file.
     *
     * @param name relative to this package; from the root of the jar if it begins with {@code /}
     */
    static byte[] bytes(String name) {
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing in the jar of board-configs");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " cannot be read", e);
        }
    }

    static String text(Yaml.Fields body, String key) {
        for (Yaml.Field field : body.fields()) {
            if (field.key().equals(key) && field.value() instanceof Yaml.Text text) {
                return text.text();
            }
        }
        throw new IllegalStateException("resource: line %d: no '%s'".formatted(body.line(), key));
    }
}
