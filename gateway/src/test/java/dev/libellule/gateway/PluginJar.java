package dev.libellule.gateway;

import com.pi4j.extension.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Plug-ins of Pi4J for tests: the jar names the class, which is on the class path already. */
public final class PluginJar {
    private PluginJar() {}

    /** Puts a plug-in into a folder. */
    public static void install(Class<? extends Plugin> plugin, Path folder) throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve("plugin.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("META-INF/services/" + Plugin.class.getName()));
            jar.write(plugin.getName().getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
    }
}
