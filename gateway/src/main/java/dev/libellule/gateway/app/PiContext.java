package dev.libellule.gateway.app;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import dev.libellule.boards.Board;
import dev.libellule.boards.PinProvider;
import dev.libellule.sensors.kernel.KernelProviders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;

/** Pi4J on this machine's own pins: through the kernel's devices, or through the plug-ins that the user has installed. */
final class PiContext implements AutoCloseable {
    private static final String CURE = "put the jar of pi4j-plugin-ffm there, of the version of pi4j-core in gateway/target/lib, or leave "
            + "'provider' out, which is 'kernel'";

    private final Context context;
    private final URLClassLoader plugins; // null without

    /** Our own provider. */
    PiContext() {
        context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook().add(KernelProviders.all()).build();
        plugins = null;
    }

    private PiContext(URLClassLoader plugins) {
        this.plugins = plugins;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugins); // where Pi4J looks for services
        try {
            context = Pi4J.newContextBuilder().noAutoDetectPlatforms().autoDetectProviders().disableShutdownHook()
                    .build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The provider that the board file asks for. */
    static PiContext of(Board board) {
        return of(board, pluginFolder());
    }

    static PiContext of(Board board, Path folder) {
        return board.provider() == PinProvider.KERNEL ? new PiContext() : withPlugins(board, folder);
    }

    private static PiContext withPlugins(Board board, Path folder) {
        URLClassLoader jars = new URLClassLoader(jars(folder), PiContext.class.getClassLoader());
        PiContext made;
        try {
            made = new PiContext(jars);
        } catch (ServiceConfigurationError | Pi4JException | LinkageError e) {
            close(jars);
            throw new IllegalArgumentException(
                    "board %s: a plug-in of Pi4J in %s cannot be used: %s; %s".formatted(board.id(), folder,
                            e.getCause() == null ? e : e.getCause(), CURE),
                    e);
        }
        if (made.context.providers().all().isEmpty()) {
            made.close();
            String found = jars.getURLs().length == 0
                    ? "and there is none in " + folder
                    : "and what is in " + folder
                            + " brings no pins and buses, or not for this user (groups gpio, i2c and spi)";
            throw new IllegalArgumentException(
                    "board %s: 'provider: pi4j' needs a plug-in of Pi4J, %s; %s".formatted(board.id(), found, CURE));
        }
        return made;
    }

    private static void close(URLClassLoader jars) {
        try {
            jars.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the jars of Pi4J's plug-ins cannot be closed: " + e.getMessage(), e);
        }
    }

    private static URL[] jars(Path folder) {
        List<URL> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                for (Path file : files) {
                    jars.add(file.toUri().toURL());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
            }
        }
        return jars.toArray(URL[]::new);
    }

    /** Where a user's programs keep what is added to them, by the XDG Base Directory Specification. */
    private static Path pluginFolder() {
        String data = System.getenv("XDG_DATA_HOME");
        Path folder = data == null || data.isEmpty() || !Path.of(data).isAbsolute()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(data);
        return folder.resolve("libellule").resolve("pi4j");
    }

    Context context() {
        return context;
    }

    @Override
    public void close() {
        context.shutdown();
        if (plugins != null) {
            close(plugins);
        }
    }
}
