package dev.libellule.device.client;

import dev.libellule.device.host.MemoryTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.openjdk.jol.info.GraphLayout;

/** Measures what the module costs a device: bytes of class files, bytes of heap. */
final class Footprint {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String[] FIRMWARE = {"-source", "8", "-target", "8", "-Xlint:-options", "-bootclasspath",
            "target/cldc/cldcapi11.jar"};
    private static final Path WITH_DEBUG = Path.of("target/classes");

    private Footprint() {}

    /** Compiles the firmware and the host package once more as firmware ships them: without debug information. */
    static void compileWithoutDebug(Path classes) throws IOException {
        List<Path> firmware = sources(SOURCES.resolve("dev/libellule/device"));
        List<Path> host = sources(SOURCES.resolve("dev/libellule/device/host"));
        firmware.removeAll(host);
        compile(classes, classes, firmware, FIRMWARE);
        compile(classes, classes, host, "--release", "8", "-Xlint:-options");
    }

    /** Compiles an application the same way. */
    static void compileFirmware(Path classes, Path classPath, Path source) throws IOException {
        compile(classes, classPath, List.of(source), FIRMWARE);
    }

    private static void compile(Path classes, Path classPath, List<Path> sources, String... options)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT,
                StandardCharsets.UTF_8)) {
            List<String> all = new ArrayList<>(
                    List.of("-g:none", "-proc:none", "-d", classes.toString(), "-cp", classPath.toString()));
            all.addAll(List.of(options));
            if (!compiler.getTask(null, files, null, all, null, files.getJavaFileObjectsFromPaths(sources)).call()) {
                throw new IOException("the sources do not compile without debug information");
            }
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return new ArrayList<>(files.filter(f -> f.toString().endsWith(".java")).toList());
        }
    }

    /** Bytes of the class files of one package. */
    static long classBytes(Path classes, String name) throws IOException {
        try (Stream<Path> files = Files.list(classes.resolve("dev/libellule/device").resolve(name))) {
            return files.filter(f -> f.toString().endsWith(".class")).mapToLong(f -> f.toFile().length()).sum();
        }
    }

    /** Bytes of the class files of one package with debug information, as the build makes them. */
    static long classBytesWithDebug(String name) throws IOException {
        return classBytes(WITH_DEBUG, name);
    }

    /** All that one connected client keeps alive: its settings, tables and buffers; without transport and listener. */
    static GraphLayout heap(Profile profile) {
        MemoryTransport[] pair = MemoryTransport.pair(1024);
        RecordingListener listener = new RecordingListener();
        MqttClient client = profile.client(pair[0], listener);
        client.connect();
        client.subscribe(ClientBench.bytes("ctrlled"), 1);
        client.step(0);
        ServerPeer server = new ServerPeer(pair[1], 5);
        server.send("20 03 00 00 00");
        client.step(0);
        client.step(0);
        if (!client.isConnected()) {
            throw new IllegalStateException("the client is not connected");
        }
        GraphLayout all = GraphLayout.parseInstance(client);
        return all.subtract(GraphLayout.parseInstance(pair[0], listener));
    }
}
