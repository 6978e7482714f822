package dev.libellule.simulator.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.simulator.line.SimulatedUno.Behaviour;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SimulatedUnoIT {
    private static final Behaviour QUICK = new Behaviour(true, 50, true, 64, 50);

    @Test
    void printsObeysAndStartsAnewWhenItsPortIsOpened() throws Exception {
        try (SimulatedUno uno = new SimulatedUno(QUICK, () -> 22.46, 1)) {
            try (BufferedReader in = reader(uno); OutputStream out = Files.newOutputStream(uno.port())) {
                assertEquals("T:22.5", until(in, "T:"));
                out.write("!led 1 #17\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("=led 1 #17", until(in, "=led"));
                assertTrue(uno.isLit());
            }
            int boots = uno.boots();
            while (uno.isOpen()) {
                Thread.onSpinWait(); // until it has seen that the port was closed
            }
            try (BufferedReader in = reader(uno)) {
                until(in, "T:");
                assertTrue(uno.boots() > boots, "opening the port starts it anew");
                assertTrue(!uno.isLit());
            }
        }
    }

    @Test
    void keepsWhatItsBufferHolds() throws Exception {
        try (SimulatedUno uno = new SimulatedUno(QUICK, () -> 0, 1);
                BufferedReader in = reader(uno);
                OutputStream out = Files.newOutputStream(uno.port())) {
            until(in, "T:");
            out.write("x".repeat(1000).concat("\n").getBytes(StandardCharsets.US_ASCII));
            until(in, "T:");
            until(in, "T:");
            assertTrue(uno.dropped() > 500, () -> uno.dropped() + " bytes");
            out.write("\n!led 1\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("=led 1", until(in, "=led"));
        }
    }

    private static BufferedReader reader(SimulatedUno uno) throws Exception {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(uno.port()), StandardCharsets.ISO_8859_1));
    }

    private static String until(BufferedReader in, String beginning) throws Exception {
        String line = in.readLine();
        while (!line.startsWith(beginning)) {
            line = in.readLine();
        }
        return line;
    }
}
