package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user runs it: a process, its output, its exit status. */
class ProgramIT {
    private final Programs programs = new Programs();

    @AfterEach
    void end() {
        programs.close();
    }

    private Process libellule(String... arguments) throws Exception {
        return programs.libellule(arguments);
    }

    private String outcome(String... arguments) throws Exception {
        return programs.outcome(arguments);
    }

    @Test
    void theDemoShowsATemperatureAndSwitchesTheLamp() throws Exception {
        Process demo = libellule("demo", "-p", "0", "--websocket-port", "0", "--page-port", "0");
        BufferedReader output = demo.inputReader();
        String page = Programs.lineWith(output, "(http://127.0.0.1:[0-9]+/)");
        String port = Programs.lineWith(output, "libellule sub -p ([0-9]+)");
        String temperature = outcome("sub", "-p", port, "-C", "1", "-W", "30", "-t", "maison/salon/temp");
        assertTrue(temperature.matches("0 [0-9]{2}\\.[0-9]\\s*"), temperature);

        Process state = libellule("sub", "-p", port, "-t", "ctrlled/etat");
        assertEquals("0", state.inputReader().readLine());
        assertEquals("0 ", outcome("pub", "-p", port, "-t", "ctrlled", "-m", "1"));
        assertEquals("1", state.inputReader().readLine());
        outcome("pub", "-p", port, "-t", "ctrlled", "-m", "TOGGLE");
        assertEquals("0", state.inputReader().readLine());

        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(HttpRequest.newBuilder(URI.create(page)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertTrue(response.body().contains("Libellule"));
        }
        demo.toHandle().destroy(); // SIGTERM; Ctrl-C takes the same way
        assertTrue(demo.waitFor(10, TimeUnit.SECONDS), "ends within ten seconds");
        assertEquals(0, demo.exitValue());
    }

    @Test
    void aWrongConfigurationIsStatusThree(@TempDir Path folder) throws Exception {
        Path conf = Files.writeString(folder.resolve("m.conf"), "allow_anonymus true\n");
        String broker = outcome("broker", "-c", conf.toString());
        assertTrue(broker.startsWith("3 Error: Unknown configuration variable 'allow_anonymus'"), broker);
        assertTrue(broker.contains("m.conf:1") && broker.contains("allow_anonymous"), broker);
        Path board = Files.writeString(folder.resolve("b.yaml"), "board: Salon Uno\n");
        String gateway = outcome("gateway", "--boards", board.toString());
        assertTrue(gateway.startsWith("3 ") && gateway.contains("b.yaml:1"), gateway);
    }

    @Test
    void aPortThatIsTakenIsStatusOne(@TempDir Path folder) throws Exception {
        Process first = libellule("broker", "-p", "0");
        String port = Programs.lineWith(first.errorReader(), "listen socket on 127.0.0.1 port ([0-9]+)");
        String second = outcome("broker", "-p", port);
        assertTrue(second.startsWith("1 ") && second.contains("cannot listen on 127.0.0.1 port " + port), second);
        assertTrue(!second.contains("\tat "), "no stack trace");
    }

    @Test
    void nobodyThereIsSaidWithItsCure() throws Exception {
        Process first = libellule("broker", "-p", "0");
        String port = Programs.lineWith(first.errorReader(), "listen socket on 127.0.0.1 port ([0-9]+)");
        first.destroy();
        assertTrue(first.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, first.exitValue(), "SIGTERM is no failure");
        String pub = outcome("pub", "-p", port, "-t", "t", "-m", "x");
        assertTrue(pub.startsWith("1 Error: Connection refused: no broker listens at localhost:" + port), pub);
    }

    @Test
    void aNodeRunsABoardFileOnSimulatedPins() throws Exception {
        Process broker = libellule("broker", "-p", "0");
        String port = Programs.lineWith(broker.errorReader(), "listen socket on 127.0.0.1 port ([0-9]+)");
        libellule("node", Path.of("../board-configs/boards/raspberry-pi/board.yaml").toString(), "-p", port,
                "--simulate");
        String temperature = outcome("sub", "-p", port, "-C", "1", "-W", "30", "-t", "maison/chambre/temp");
        assertTrue(temperature.matches("0 [0-9]{2}\\.[0-9]+\\s*"), temperature);
        assertEquals("0 online\n", outcome("sub", "-p", port, "-C", "1", "-W", "30", "-t", "maison/+/$etat"));
    }
}
