package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The board files that a command was given: each a file, or a folder of them. */
final class BoardFiles {
    private BoardFiles() {}

    /**
     * Reads them all, and sees that no two boards have the same id.
     *
     * @throws dev.libellule.boards.BoardFileException for the first file that is wrong, with all its problems
     */
    static List<Board> load(List<Path> paths) {
        List<Board> boards = new ArrayList<>();
        Map<String, Path> ids = new HashMap<>();
        for (Path path : paths) {
            for (Path file : Files.isDirectory(path) ? filesIn(path) : List.of(path)) {
                Board board = BoardFile.load(file);
                Path other = ids.put(board.id(), file);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "%s and %s both describe the board '%s'; give one another id".formatted(other,
                                    file, board.id()));
                }
                boards.add(board);
            }
        }
        return boards;
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the folder " + folder + "; check its path and rights", e);
        }
    }
}
