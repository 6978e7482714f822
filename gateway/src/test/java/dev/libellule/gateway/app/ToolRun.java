package dev.libellule.gateway.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a command left behind: ours in this process, or one of Mosquitto's. */
record ToolRun(int status, String out, String err) {
    /** Runs ours, such as {@code sub -t a}. */
    static ToolRun ours(String tool, List<String> flags, String input) {
        PrintStream out = System.out;
        InputStream in = System.in;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(tool));
        all.addAll(flags);
        try {
            System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
            int status = Main.execute(commandLine, all.toArray(String[]::new));
            return new ToolRun(status, bytes.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(out);
            System.setIn(in);
        }
    }

    /** Runs {@code mosquitto_pub}, {@code mosquitto_sub} or {@code mosquitto_rr}. */
    static ToolRun theirs(String tool, List<String> flags, String input) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("timeout", "60", "mosquitto_" + tool));
        all.addAll(flags);
        Path file = Files.createTempFile("input", ".txt"); // not a pipe: the tool may end without reading it
        try {
            Files.writeString(file, input);
            Process process = new ProcessBuilder(all).redirectInput(file.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ToolRun(process.waitFor(), out, err);
        } finally {
            Files.delete(file);
        }
    }

    /** With a letter in the place of each time, which no two runs share. */
    ToolRun withoutTimes() {
        return new ToolRun(status, out.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z?[+-]\\d{4}", "T"), err);
    }
}
