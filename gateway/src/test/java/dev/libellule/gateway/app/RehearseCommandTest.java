package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseCommandTest {
    private final StringWriter out = new StringWriter();

    @TempDir
    Path folder;

    private int rehearse(String... files) {
        out.getBuffer().setLength(0);
        String[] arguments = new String[files.length + 5];
        arguments[0] = "rehearse";
        System.arraycopy(files, 0, arguments, 1, files.length);
        System.arraycopy(new String[]{"--for", "3 h", "--faults", folder.resolve("faults.yaml").toString()}, 0,
                arguments, 1 + files.length, 4);
        return Main.execute(Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true)),
                arguments);
    }

    @Test
    void withoutAConfigurationFileTheBrokerKeepsWhatTheGatewayKeeps() throws Exception {
        String board = Files.writeString(folder.resolve("a.yaml"), "board: pi\nmodel: other\n"
                + "outputs: [{name: led, gpio: 17, topic: c, state: e}]\n").toString();
        String conf = Files.writeString(folder.resolve("mosquitto.conf"), "listener 1883\nallow_anonymous true\n")
                .toString();
        Files.writeString(folder.resolve("faults.yaml"), "faults: [{at: 2 h, fault: broker-kill, for: 30 s}]\n");
        assertEquals(Main.OK, rehearse(board), out.toString());
        assertFalse(out.toString().contains("WRONG"), out.toString());
        assertEquals(RehearseCommand.FOUND, rehearse(board, conf));
        assertTrue(out.toString().contains("cure:  'persistence true' in mosquitto.conf"), out.toString());
    }
}
