package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.boards.BoardFileException;
import dev.libellule.boards.Drawing;
import dev.libellule.boards.Explanation;
import dev.libellule.boards.InputEntry;
import dev.libellule.boards.Models;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.Schema;
import dev.libellule.boards.SignalEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule boards}: shows and checks board files. */
@Command(name = "boards", description = "List, check, explain and draw board files; find chips.", mixinStandardHelpOptions = true, //
        subcommands = AdoptCommand.class)
final class BoardsCommand implements Runnable {
    private static final List<String> HEADINGS = List.of("BOARD", "MODEL", "CONNECTION", "SIGNALS", "OUTPUTS");

    private static final String BUSES = "I2C buses to look at. Default: 0 to 9, those that there are.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "What about the boards? Give one of: list, check, explain, draw, scan, schema, adopt");
    }

    @Command(name = "list", description = "Show boards: what they publish, and what they obey.", mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--dir", paramLabel = "DIR", description = "Folder with board files: *.yaml, and board.yaml one folder below. "
                    + "Default: the boards that come with the program.") Path directory) {
        List<Board> boards = new ArrayList<>();
        int status = Main.OK;
        if (directory == null) {
            boards.addAll(Models.shippedBoards());
        } else {
            for (Path file : boardFiles(directory)) {
                status = Math.max(status, load(file, boards));
            }
        }
        if (!boards.isEmpty()) {
            print(boards);
        }
        return status;
    }

    @Command(name = "check", description = "Check board files. Status 0 if all are right, 3 if not.", mixinStandardHelpOptions = true)
    int check(@Parameters(paramLabel = "FILE", arity = "1..*", description = "The board files.") List<Path> files) {
        int status = Main.OK;
        for (Path file : files) {
            int found = load(file, new ArrayList<>());
            if (found == Main.OK) {
                out().println(file + ": ok");
            }
            status = Math.max(status, found);
        }
        return status;
    }

    @Command(name = "explain", description = "Say in plain words what a board file does.", mixinStandardHelpOptions = true)
    int explain(@Parameters(paramLabel = "FILE", arity = "1..*", description = "The board files.") List<Path> files) {
        List<Board> boards = new ArrayList<>();
        int status = Main.OK;
        for (Path file : files) {
            status = Math.max(status, load(file, boards));
        }
        for (int i = 0; i < boards.size(); i++) {
            out().print(i == 0 ? "" : "\n");
            Explanation.of(boards.get(i)).forEach(out()::println);
        }
        return status;
    }

    @Command(name = "draw", description = "Draw a board file as SVG: pins, wires and topics.", mixinStandardHelpOptions = true)
    int draw(@Parameters(paramLabel = "FILE", description = "The board file.") Path file,
            @Option(names = {"-o",
                    "--output"}, paramLabel = "SVG", description = "Where to write it. Default: standard output.") Path output)
            throws IOException {
        List<Board> boards = new ArrayList<>();
        int status = load(file, boards);
        if (status == Main.OK) {
            String svg = Drawing.svg(boards.getFirst());
            if (output == null) {
                out().print(svg);
                out().flush(); // the process may end without
            } else {
                Files.writeString(output, svg);
            }
        }
        return status;
    }

    @Command(name = "schema", description = "Print the JSON Schema of board files, for editors.", mixinStandardHelpOptions = true)
    int schema() {
        out().print(Schema.json());
        out().flush(); // the process may end without
        return Main.OK;
    }

    @Command(name = "scan", description = "Find chips on this machine's buses: a board file.", mixinStandardHelpOptions = true)
    int scan(@Option(names = "--bus", paramLabel = "N", description = BUSES) List<Integer> numbers,
            @Option(names = "--simulated", description = "On a laptop: look at simulated chips.") boolean simulated)
            throws IOException {
        out().print(ScanProgram.scan(numbers, simulated));
        out().flush(); // the process may end without
        return Main.OK;
    }

    /** Adds the board of a file, or prints what is wrong with it. */
    private int load(Path file, List<Board> boards) {
        try {
            boards.add(BoardFile.load(file));
            return Main.OK;
        } catch (BoardFileException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.WRONG_CONFIGURATION;
        }
    }

    private List<Path> boardFiles(Path directory) {
        try (Stream<Path> files = Files.find(directory, 2, (path, _) -> isBoardFile(directory, path))) {
            List<Path> found = files.sorted().toList();
            if (found.isEmpty()) {
                throw new ParameterException(spec.commandLine(),
                        "%s: no board files in it, neither *.yaml nor */board.yaml".formatted(directory));
            }
            return found;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), Files.exists(directory)
                    ? "%s: cannot be read; has this user the right to?".formatted(directory)
                    : "%s: there is no such folder".formatted(directory), e);
        }
    }

    private static boolean isBoardFile(Path directory, Path path) {
        String name = path.getFileName().toString();
        return path.getParent() != null && path.getParent().equals(directory) //
                ? name.endsWith(".yaml") || name.endsWith(".yml")
                : name.equals("board.yaml");
    }

    private void print(List<Board> boards) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (Board board : boards) {
            addRows(rows, board);
        }
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out().println(line.toString().stripTrailing());
        }
    }

    /** One line for each signal or output of the board, whichever are more. */
    private static void addRows(List<List<String>> rows, Board board) {
        List<String> signals = new ArrayList<>();
        for (SignalEntry signal : board.allSignals()) {
            signals.add((signal.topic() + " " + signal.unit()).stripTrailing());
        }
        board.inputs().stream().map(InputEntry::topic).forEach(signals::add);
        List<String> outputs = board.outputs().stream().map(OutputEntry::topic).toList();
        List<String> about = List.of(board.id(), board.model(), board.connection());
        for (int i = 0; i < Math.max(signals.size(), outputs.size()); i++) {
            List<String> row = new ArrayList<>(i == 0 ? about : List.of("", "", ""));
            row.add(i < signals.size() ? signals.get(i) : "");
            row.add(i < outputs.size() ? outputs.get(i) : "");
            rows.add(row);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
