package dev.libellule.gateway;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.host.Required;
import dev.libellule.simulator.avr.EmulatedUno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Emulated Arduino Unos in tests: whether they can be had, and the board file that comes with their sketch. */
public final class Unos {
    private static final Path BOARD_FILE = Path.of("..", "board-configs", "boards", "arduino-uno", "board.yaml");

    private Unos() {}

    /** Skips the test where no Uno can be emulated, saying which Debian packages are missing; fails it if {@code CI=true}. */
    public static void require() {
        String obstacle = EmulatedUno.obstacle();
        Required.require(obstacle.isEmpty(), obstacle);
    }

    /**
     * The board file of the project with two of its values changed.
     *
     * @param silence such as {@code 30 s}
     */
    public static Board board(Path port, String silence) {
        String text = text(port).replaceAll("silence: .*", "silence: " + silence);
        return BoardFile.parse("board.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the board file of the project, with another port and the outputs on at the start. */
    public static Path boardFile(Path folder, Path port) throws IOException {
        return Files.writeString(folder.resolve("salon-uno.yaml"), text(port).replaceAll("start: off", "start: on"));
    }

    private static String text(Path port) {
        try {
            return Files.readString(BOARD_FILE).replaceAll("port: \\S+", "port: " + port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
