package dev.libellule.gateway.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Peer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that hold the conversation: Mosquitto's clients, Paho in C and Python, MQTT.js in Node. */
final class ProgramTalkers {
    private static final Path SOURCES = Path.of("src", "test", "resources", "interop").toAbsolutePath();
    private static final int PATIENCE_SECONDS = 40;
    private static final Map<Integer, String> MOSQUITTO_VERSIONS = Map.of(3, "mqttv31", 4, "mqttv311", 5, "mqttv5");

    private final Path folder;
    private final Path caFile;
    private Path pahoC;

    /**
     * Programs to be.
     *
     * @param folder for what has to be compiled
     * @param caFile of who signed the broker's certificate
     */
    ProgramTalkers(Path folder, Path caFile) {
        this.folder = folder;
        this.caFile = caFile;
    }

    private String run(String... command) throws Exception {
        return output(start(command));
    }

    private Process start(String... command) throws Exception {
        return new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(Files.createTempFile(folder, "error", ".txt").toFile()).start();
    }

    private String output(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), process.info()::toString);
        assertEquals(0, process.exitValue(), () -> said + errors());
        return said;
    }

    private String errors() {
        try (var files = Files.list(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("error")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    String pahoC(String url, int version, String base) throws Exception {
        if (pahoC == null) {
            Peer.requireFile(Path.of("/usr/include/MQTTClient.h"), "libpaho-mqtt-dev");
            Path program = folder.resolve("paho");
            run(Peer.require("gcc", "gcc").toString(), "-Wall", "-o", program.toString(),
                    SOURCES.resolve("paho.c").toString(), "-lpaho-mqtt3cs");
            pahoC = program;
        }
        String pahoUrl = url.replaceFirst("^mqtts:", "ssl:").replaceFirst("^mqtt:", "tcp:");
        return run(pahoC.toString(), pahoUrl, Integer.toString(version), caFile.toString(), base);
    }

    String pahoPython(String url, int version, String base) throws Exception {
        Peer.requireFile(Path.of("/usr/lib/python3/dist-packages/paho/mqtt/client.py"), "python3-paho-mqtt");
        return run("/usr/bin/python3", SOURCES.resolve("conversation.py").toString(), url, Integer.toString(version),
                caFile.toString(), base);
    }

    String mqttJs(String url, int version, String base) throws Exception {
        Peer.requireFile(Path.of("/usr/share/nodejs/mqtt/package.json"), "node-mqtt");
        ProcessBuilder builder = new ProcessBuilder(Peer.require("node", "nodejs").toString(),
                SOURCES.resolve("mqtt.js").toString(), url, Integer.toString(version), caFile.toString(), base);
        builder.environment().put("NODE_PATH", "/usr/share/nodejs"); // where Debian has it
        builder.redirectError(Files.createTempFile(folder, "error", ".txt").toFile());
        return output(builder.start());
    }

    /** A mosquitto_sub for each QoS, then the nine messages, each from a mosquitto_pub of its own. */
    String mosquitto(String url, int version, String base) throws Exception {
        Path sub = Peer.require("mosquitto_sub", "mosquitto-clients");
        Path pub = Peer.require("mosquitto_pub", "mosquitto-clients");
        List<Process> subscribers = new ArrayList<>();
        for (int qos = 0; qos <= 2; qos++) {
            Process process = start(mosquittoCommand(sub, url, version, "-t", base + "/ready" + qos, "-t",
                    "%s/%d/+".formatted(base, qos), "-q", "" + qos, "-C", "4", "-F", "%t %l q%q"));
            subscribers.add(process);
        }
        for (int qos = 0; qos <= 2; qos++) { // retained: it comes when the subscription is there, whichever is first
            run(mosquittoCommand(pub, url, version, "-t", base + "/ready" + qos, "-r", "-m", "r"));
        }
        List<String> lines = new ArrayList<>();
        for (Process subscriber : subscribers) {
            lines.add(subscriber.inputReader().readLine());
        }
        assertTrue(lines.stream().allMatch(line -> line != null && line.contains("/ready")), () -> lines + errors());
        lines.clear();
        for (Conversations.Sent sent : new Conversations(base).messages()) {
            Path payload = Files.write(folder.resolve("payload"), sent.payload());
            run(mosquittoCommand(pub, url, version, "-t", sent.topic(), "-q", "" + sent.qos(),
                    sent.payload().length == 0 ? "-n" : "-f", sent.payload().length == 0 ? null : payload.toString()));
        }
        for (Process subscriber : subscribers) {
            subscriber.inputReader().lines().map(line -> line.substring(base.length() + 1)).forEach(lines::add);
            assertTrue(subscriber.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        return String.join("\n", lines);
    }

    private String[] mosquittoCommand(Path program, String url, int version, String... arguments) {
        URI uri = URI.create(url);
        List<String> command = new ArrayList<>(List.of(program.toString(), "-h", uri.getHost(), "-p",
                Integer.toString(uri.getPort()), "-V", MOSQUITTO_VERSIONS.get(version)));
        if (url.startsWith("mqtts:")) {
            command.addAll(List.of("--cafile", caFile.toString()));
        }
        Arrays.stream(arguments).filter(java.util.Objects::nonNull).forEach(command::add);
        return command.toArray(String[]::new);
    }
}
