package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ChipCommandTest {
    private final StringWriter out = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true));
        return Main.execute(commandLine, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bme280", "sht3x", "bh1750", "ads1115", "veml7700"})
    void whatWasRecordedIsReadAgain(String chip) throws Exception {
        String file = folder.resolve("chip.txt").toString();
        assertEquals(Main.OK, run("chip", "record", chip, file, "--simulated", "--samples", "2"), out.toString());
        String readings = out.toString();
        assertEquals(2, readings.lines().count(), readings);
        assertTrue(Files.readString(Path.of(file)).contains("wait "), "the time that its driver gives the chip");
        assertEquals(Main.OK, run("chip", "replay", chip, file), out.toString());
        assertEquals(readings, out.toString());
    }

    @Test
    void anotherTranscriptIsRefusedByItsLine() throws Exception {
        Path file = Files.writeString(folder.resolve("chip.txt"), "76 W D0 R 60\n76 W 00 R 00\n");
        assertEquals(Main.FAILED, run("chip", "replay", "bme280", file.toString()));
        assertTrue(out.toString().contains("line 2 is 76 W 00 R 00; the driver "), out.toString());
        Files.writeString(file, "hello\n");
        assertEquals(Main.FAILED, run("chip", "replay", "bme280", file.toString()));
        assertTrue(out.toString().contains("line 1 is none of a transcript: hello"), out.toString());
    }

    @Test
    void whatIsNoSensorOnI2cIsSaid() {
        assertEquals(Main.WRONG_USAGE, run("chip", "record", "bme28", "x.txt"));
        assertTrue(out.toString().contains("bme28: no sensor on I2C; did you mean 'bme280'?"), out.toString());
    }
}
