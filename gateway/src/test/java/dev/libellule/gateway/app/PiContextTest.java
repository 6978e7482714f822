package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.extension.Plugin;
import com.pi4j.extension.PluginService;
import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.PluginJar;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.provider.Pin;
import dev.libellule.sensors.pi4j.provider.PinOutputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which provider a board's pins get. */
class PiContextTest {
    @TempDir
    Path folder;

    private static Board board(String provider) {
        return BoardFile.parse("pi.yaml", ("board: pi\nmodel: raspberry-pi\n" + provider
                + "outputs: [{name: led, gpio: 17}]\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ourOwnUnlessTheBoardFileAsksForAnother() {
        try (PiContext pi = PiContext.of(board(""), folder)) {
            assertTrue(pi.context().providers().all().keySet().stream().allMatch(id -> id.startsWith("libellule-")));
        }
    }

    @Test
    void aPluginInTheFolderMovesThePins() throws Exception {
        PluginJar.install(OnePin.class, folder);
        try (PiContext pi = PiContext.of(board("provider: pi4j\n"), folder)) {
            DigitalOutputLine line = new PiBuses(pi.context()).output(17, true);
            assertEquals("GPIO 17 high", OnePin.said);
            line.set(false);
            assertEquals("GPIO 17 low", OnePin.said);
        }
    }

    @Test
    void aPluginOfAnotherVersionIsRefusedWithItsReason() throws IOException {
        PluginJar.install(TooOld.class, folder);
        assertEquals("board pi: a plug-in of Pi4J in " + folder + " cannot be used: java.lang.NoClassDefFoundError: "
                + "com/pi4j/io/serial/SerialProviderBase; put the jar of pi4j-plugin-ffm there, of the version of pi4j-core in "
                + "gateway/target/lib, or leave 'provider' out, which is 'kernel'",
                assertThrows(IllegalArgumentException.class, () -> PiContext.of(board("provider: pi4j\n"), folder))
                        .getMessage());
    }

    @Test
    void aPluginThatBringsNothingIsSaid() throws IOException {
        PluginJar.install(Nothing.class, folder);
        String message = assertThrows(IllegalArgumentException.class,
                () -> PiContext.of(board("provider: pi4j\n"), folder)).getMessage();
        assertTrue(message.contains("what is in " + folder + " brings no pins and buses"), message);
    }

    @Test
    void withoutAPluginTheCureIsNamed() {
        for (Path empty : new Path[]{folder, folder.resolve("none")}) {
            assertEquals("board pi: 'provider: pi4j' needs a plug-in of Pi4J, and there is none in " + empty
                    + "; put the jar of pi4j-plugin-ffm there, of the version of pi4j-core in gateway/target/lib, or leave "
                    + "'provider' out, which is 'kernel'",
                    assertThrows(IllegalArgumentException.class,
                            () -> PiContext.of(board("provider: pi4j\n"), empty)).getMessage());
        }
    }

    /** A plug-in made for Pi4J 3: what it extends is gone. */
    public static final class TooOld implements Plugin {
        public TooOld() {
            throw new NoClassDefFoundError("com/pi4j/io/serial/SerialProviderBase");
        }

        @Override
        public void initialize(PluginService service) {}
    }

    /** A plug-in that finds that this user may not. */
    public static final class Nothing implements Plugin {
        @Override
        public void initialize(PluginService service) {}
    }

    /** A plug-in that says what its pins are told. */
    public static final class OnePin implements Plugin {
        private static volatile String said;

        @Override
        public void initialize(PluginService service) {
            service.register(new PinOutputs("one-pin", "One pin", Told::new));
        }

        private static final class Told implements Pin {
            private final int bcm;
            private boolean high;

            Told(int bcm, boolean high) {
                this.bcm = bcm;
                set(high);
            }

            @Override
            public void set(boolean newHigh) {
                high = newHigh;
                said = "GPIO " + bcm + (high ? " high" : " low");
            }

            @Override
            public boolean isHigh() {
                return high;
            }

            @Override
            public EdgeLine edges(int debounceMicros) {
                throw new UnsupportedOperationException("an output has none");
            }

            @Override
            public void close() {
                said = "closed";
            }
        }
    }
}
