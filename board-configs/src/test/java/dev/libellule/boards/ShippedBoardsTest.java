package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedBoardsTest {
    private static final Path BOARDS = Path.of("boards"); // Maven runs tests in the folder of the module

    static List<String> folders() throws IOException {
        try (Stream<Path> folders = Files.list(BOARDS)) {
            return folders.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyFolderIsAModelAndEveryModelAFolder() throws IOException {
        assertEquals(folders(),
                Models.byName().keySet().stream().filter(name -> !name.equals(Models.OTHER)).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("folders")
    void folderHoldsABoardOfItsModelAndWhatToDoWithIt(String model) throws IOException {
        assertEquals(model, BoardFile.load(BOARDS.resolve(model).resolve("board.yaml")).model());
        String readme = Files.readString(BOARDS.resolve(model).resolve("README.md"));
        for (String part : List.of("## Pins", "## Wiring", "## Datasheets", "## Checked with")) {
            assertTrue(readme.contains(part), part);
        }
    }

    @Test
    void jarHoldsTheSameBoards() {
        assertEquals(Models.byName().size() - 1, Models.shippedBoards().size());
        Models.shippedBoards().forEach(board -> assertEquals(
                BoardFile.load(BOARDS.resolve(board.model()).resolve("board.yaml")), board));
    }

    @Test
    void chipsKnowWhatTheyMeasure() {
        assertEquals(List.of("temperature", "humidity", "pressure"),
                List.copyOf(Chips.byName().get("bme280").quantities().keySet()));
        assertEquals(List.of(0x76, 0x77), Chips.byName().get("bme280").addresses());
        assertEquals(Chips.Attached.ONE_WIRE, Chips.byName().get("ds18b20").attached());
        assertEquals(Chips.Attached.INPUT, Chips.byName().get("button").attached());
    }
}
