package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code libellule pub} and {@code sub} as processes of their own, with Debian's Mosquitto and its clients. */
@Timeout(60)
class PubSubIT {
    /** What a process left behind. */
    private record Ended(int status, String out, String err) {}

    @TempDir
    private Path folder;

    @Test
    void ourPubAndSubSpeakWithMosquittosClients() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(folder)) {
            String port = Integer.toString(mosquitto.port());
            Process sub = start("sub", "-d", "-v", "-p", port, "-q", "1", "-t", "maison/#", "-t", "autre", "-C", "4");
            BufferedReader shown = sub.inputReader();
            readUntil(shown, "Subscribed (autre)");
            Process theirs = new ProcessBuilder("stdbuf", "-oL", "mosquitto_sub", "-v", "-p", port, "-t", "maison/#",
                    "-C", "3", "-d")
                    .start();
            try (BufferedReader reader = theirs.inputReader()) {
                readUntil(reader, "Subscribed");
                assertEquals(0, new ProcessBuilder("mosquitto_pub", "-p", port, "-t", "autre", "-m", "from mosquitto")
                        .start().waitFor());
                assertEquals(Main.OK,
                        end(start("pub", "-p", port, "-t", "maison/1er étage/température", "-m", "19.8", "-q", "2"))
                                .status());
                Process lines = start("pub", "-p", port, "-t", "maison/l", "-l", "-q", "1", "-V", "mqttv5");
                lines.outputWriter().append("un\n\ndeux\n").close();
                assertEquals(Main.OK, end(lines).status());
                List<String> heard = new ArrayList<>();
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.startsWith("maison/")) {
                        heard.add(line);
                    }
                }
                assertEquals(List.of("maison/1er étage/température 19.8", "maison/l un", "maison/l deux"), heard);
            }
            assertEquals(
                    List.of("autre from mosquitto", "maison/1er étage/température 19.8", "maison/l un",
                            "maison/l deux"),
                    shown.lines().filter(line -> !line.startsWith("Client ")).toList());
            assertEquals(Main.OK, sub.waitFor());
        }
    }

    @Test
    void retainedMessagesAreKeptShownAndCleared() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(folder)) {
            String port = Integer.toString(mosquitto.port());
            assertEquals(Main.OK, run("pub", "-p", port, "-t", "a", "-m", "1", "-r", "-q", "1").status());
            assertEquals(Main.OK, run("pub", "-p", port, "-t", "b", "-m", "2", "-r", "-q", "1").status());
            assertEquals("a 1\n", run("sub", "-p", port, "-v", "-t", "#", "-T", "b", "-C", "1").out());
            assertEquals("1", run("sub", "-L", "mqtt://localhost:" + port + "/a", "-N", "-C", "1").out());
            assertEquals(new Ended(ToolClient.TIMED_OUT, "", "Timed out\n"),
                    run("sub", "-p", port, "-R", "-t", "#", "-W", "1"));
            assertEquals(Main.OK, run("pub", "-p", port, "-t", "a", "-n", "-r", "-q", "1").status());
            assertEquals(new Ended(ToolClient.TIMED_OUT, "2\n", ""),
                    run("sub", "-p", port, "-t", "#", "-W", "1", "--quiet"));
            assertEquals(Main.OK, run("sub", "-p", port, "-t", "#", "-E").status());
        }
    }

    @Test
    void largeFileArrivesWhole() throws Exception {
        Path file = folder.resolve("large");
        String content = "0123456789abcdef".repeat(100_000);
        Files.writeString(file, content);
        try (Mosquitto mosquitto = Mosquitto.start(folder)) {
            String port = Integer.toString(mosquitto.port());
            assertEquals(Main.OK, run("pub", "-p", port, "-t", "a", "-f", file.toString(), "-r", "-q", "1").status());
            Ended ended = run("sub", "-p", port, "-t", "a", "-N", "-C", "1");
            assertTrue(ended.out().equals(content), "the payload is another one");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port = Mosquitto.freePort();
        Ended ended = run("pub", "-p", Integer.toString(port), "-t", "a", "-m", "1");
        assertEquals(new Ended(Main.FAILED, "", "Error: Connection refused: no broker listens at localhost:" + port
                + ". Start one with ./libellule broker, or name another with -h and -p.\n"), ended);
    }

    @Test
    void refusalsHaveMosquittosWordsAndStatus() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(folder, "allow_anonymous false\n")) {
            String port = Integer.toString(mosquitto.port());
            assertEquals(
                    new Ended(5, "",
                            "Connection error: Connection Refused: not authorised. Check the user (-u) and the password (-P).\n"),
                    run("sub", "-p", port, "-t", "a"));
            assertEquals(
                    new Ended(135, "",
                            "Connection error: Not authorized. Check the user (-u) and the password (-P).\n"),
                    run("pub", "-p", port, "-t", "a", "-m", "1", "-V", "mqttv5"));
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static Ended run(String... arguments) throws Exception {
        Process process = start(arguments);
        process.getOutputStream().close();
        return end(process);
    }

    private static Ended end(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    private static void readUntil(BufferedReader reader, String text) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(text)) {
            line = reader.readLine();
        }
        assertTrue(line != null, "the process ended without saying: " + text);
    }
}
