package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BoardsCommandTest {
    private static final String RIGHT = "board: a\nmodel: other\noutputs: [{name: led, gpio: 17}]\n";
    private static final String WRONG = "board: b\nmodel: othr\noutputs: [{name: led, gpio: 99}]\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void listShowsTheShippedBoardsAsATable() {
        assertEquals(Main.OK, run("boards", "list"));
        assertEquals("", err.toString());
        List<String> lines = out.toString().lines().map(line -> line.replaceAll(" {2,}", "  ")).toList();
        assertEquals("BOARD  MODEL  CONNECTION  SIGNALS  OUTPUTS", lines.getFirst());
        assertTrue(lines.contains("salon-uno  arduino-uno  serial /dev/ttyACM0  maison/salon/temp °C  ctrlled"),
                out::toString);
        assertTrue(lines.contains("esp-salon  esp8266-feather-huzzah  mqtt  maison/salon/valeur  ctrlled"),
                out::toString);
        assertTrue(lines.contains("pi-salon  raspberry-pi  pins  maison/salon/temp °C  ctrlled"), out::toString);
    }

    @Test
    void explainDrawAndSchemaSayTheSameBoard() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), RIGHT);
        assertEquals(Main.OK, run("boards", "explain", file.toString()));
        assertTrue(out.toString().contains("maison/a/led/set: switches led on GPIO 17"), out::toString);
        Path svg = folder.resolve("a.svg");
        assertEquals(Main.OK, run("boards", "draw", file.toString(), "-o", svg.toString()));
        assertTrue(Files.readString(svg).contains("obeys maison/a/led/set"));
        assertEquals(Main.OK, run("boards", "schema"));
        assertTrue(out.toString().contains("\"without-link\""));
        Path wrong = Files.writeString(folder.resolve("b.yaml"), WRONG);
        assertEquals(Main.WRONG_CONFIGURATION, run("boards", "explain", wrong.toString()));
        assertEquals(Main.WRONG_CONFIGURATION, run("boards", "draw", wrong.toString()));
        assertTrue(err.toString().contains("did you mean 'other'"), err::toString);
    }

    @Test
    void listShowsTheRightBoardsOfAFolderAndRefusesTheWrong() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), RIGHT);
        Files.writeString(Files.createDirectory(folder.resolve("b")).resolve("board.yaml"), WRONG);
        assertEquals(Main.WRONG_CONFIGURATION, run("boards", "list", "--dir", folder.toString()));
        assertEquals("""
                BOARD  MODEL  CONNECTION  SIGNALS  OUTPUTS
                a      other  pins                 maison/a/led/set
                """, out.toString());
        assertEquals(2, err.toString().lines().count());
    }

    @Test
    void listSaysWhenThereIsNothingToList() {
        assertEquals(Main.WRONG_USAGE, run("boards", "list", "--dir", folder.toString()));
        assertTrue(err.toString().contains(folder + ": no board files in it, neither *.yaml nor */board.yaml"));
        assertEquals(Main.WRONG_USAGE, run("boards", "list", "--dir", folder.resolve("x").toString()));
        assertTrue(err.toString().contains(folder.resolve("x") + ": there is no such folder"));
    }

    @Test
    void checkSaysOkForEachRightFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), RIGHT);
        assertEquals(Main.OK, run("boards", "check", file.toString(), file.toString()));
        assertEquals((file + ": ok\n").repeat(2), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void checkShowsAllProblemsOfAllFiles() throws IOException {
        Path right = Files.writeString(folder.resolve("a.yaml"), RIGHT);
        Path wrong = Files.writeString(folder.resolve("b.yaml"), WRONG);
        Path missing = folder.resolve("c.yaml");
        assertEquals(Main.WRONG_CONFIGURATION,
                run("boards", "check", wrong.toString(), missing.toString(), right.toString()));
        assertEquals(right + ": ok\n", out.toString());
        String[] lines = err.toString().split("\n");
        assertEquals(3, lines.length);
        assertTrue(lines[0].startsWith(wrong + ":2:8: model: unknown value 'othr'; did you mean 'other'?"), lines[0]);
        assertTrue(lines[1].startsWith(wrong + ":3:29: outputs[0].gpio: 99 is not a pin"), lines[1]);
        assertTrue(lines[2].startsWith(missing + ": there is no such file"), lines[2]);
    }

    @Test
    void wrongUsageIsOneLineAndWhereToReadMore() {
        assertEquals(Main.WRONG_USAGE, run("boards"));
        assertEquals(
                "libellule boards: What about the boards? Give one of: list, check, explain, draw, scan, schema, adopt\n"
                        + "Try: libellule boards --help\n",
                err.toString());
    }

    @Test
    void versionIsTheOneThatMavenBuilt() {
        assertEquals(Main.OK, run("--version"));
        assertTrue(out.toString().matches("(?s)libellule \\d+\\.\\d+\\.\\d+.*\nJava 25.*"), out.toString());
    }

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
