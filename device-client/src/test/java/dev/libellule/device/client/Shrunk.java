package dev.libellule.device.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import proguard.Configuration;
import proguard.ConfigurationParser;
import proguard.ProGuard;

/**
 * The class files that one application takes along: without what it does not call, with short names, as firmware for CLDC is built.
 * ProGuard shrinks and renames; it does not optimize.
 */
final class Shrunk {
    /** Calls what an application of 5.0 calls. */
    private static final String CLIENT_APPLICATION = """
            import dev.libellule.device.client.*;
            import dev.libellule.device.codec.*;
            public class Application {
                public static int run(Transport transport, MqttListener listener, byte[] topic, byte[] payload, int now) {
                    MqttSettings settings = new MqttSettings().version(MqttVersion.V5_0).clientIdentifier(topic)
                            .credentials(topic, payload).will(topic, payload, 1, true).keepAliveSeconds(60)
                            .cleanStart(false).sessionExpirySeconds(600).topicAliases(4, 4, 32).inFlight(4, 256)
                            .backoffMillis(500, 60000, 30000, 1);
                    MqttClient client = new MqttClient(settings, transport, listener, new byte[1024], new byte[1024]);
                    client.connect();
                    client.subscribe(topic, 1);
                    client.unsubscribe(topic);
                    Publish message = new Publish();
                    message.topic.set(topic);
                    message.payload.set(payload);
                    message.propertiesToSend.set(payload);
                    client.publish(message);
                    client.publish(topic, payload, 0, payload.length, 2, false);
                    client.disconnect();
                    return client.step(now);
                }
            }
            """;

    private Shrunk() {}

    /** Bytes of the class files of codec and client that the application takes along. */
    static long clientBytes(Path classes, Path work) throws Exception {
        return bytes(CLIENT_APPLICATION, classes, work);
    }

    private static long bytes(String application, Path classes, Path work) throws Exception {
        Path source = Files.writeString(Files.createDirectories(work).resolve("Application.java"), application);
        Path compiled = Files.createDirectories(work.resolve("compiled"));
        Footprint.compileFirmware(compiled, classes, source);
        Path shrunk = work.resolve("shrunk");
        String[] options = {"-injars", classes.toString(), "-injars", compiled.toString(), "-outjars",
                shrunk.toString(), "-libraryjars", "target/cldc/cldcapi11.jar", "-target", "8", "-dontoptimize",
                "-allowaccessmodification", "-repackageclasses", "d", "-dontnote", "-dontwarn", "-keep",
                "public class Application { public static int run(...); }"};
        Configuration configuration = new Configuration();
        new ConfigurationParser(options, new Properties()).parse(configuration);
        new ProGuard(configuration).execute();
        try (Stream<Path> files = Files.walk(shrunk)) {
            return files.filter(f -> f.toString().endsWith(".class") && !f.endsWith("Application.class"))
                    .mapToLong(Shrunk::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
