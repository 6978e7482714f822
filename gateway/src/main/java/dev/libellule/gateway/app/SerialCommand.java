package dev.libellule.gateway.app;

import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.gateway.serial.SerialTap;
import dev.libellule.gateway.serial.line.LineAssembler;
import dev.libellule.simulator.serial.Pty;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule serial}: look at a serial line, keep what it says, play it again. */
@Command(name = "serial", description = "See, record and replay what a serial line says.", mixinStandardHelpOptions = true)
final class SerialCommand implements Runnable {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int LONGEST_LINE = 1_024;
    private static final long UNREAD_NANOS = 30_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000;
    private static final String PORT = "A path, usb:VID:PID:SERIAL, tcp://host:port or rfc2217://host:port.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "What about the line? Give one of: monitor, record, replay");
    }

    @Command(name = "monitor", mixinStandardHelpOptions = true, //
            description = "Print each line with its time and what the gateway reads in it, until Ctrl-C.")
    int monitor(@Parameters(paramLabel = "PORT", description = PORT) String port,
            @Option(names = "--baud", defaultValue = "115200", description = "Bits per second (${DEFAULT-VALUE}).") int baud,
            @Option(names = "--line", defaultValue = "auto", description = "Family of the lines (${DEFAULT-VALUE}).") String family,
            @Option(names = "--columns", split = "[,;]", description = "Names of the columns, of csv and nmea.") List<String> columns,
            @Option(names = "--keep", description = "Leave DTR alone: an Uno is not reset.") boolean keep)
            throws IOException {
        LineForm form = new LineForm(family(family), columns == null ? List.of() : columns, 3, LineForm.Others.IGNORE,
                "");
        LineAssembler lines = new LineAssembler(LONGEST_LINE, text -> print(text, SerialTap.meaning(form, text)),
                text -> print(text, "unreadable, or too long"));
        try (SerialTap tap = SerialTap.open(port, baud, keep ? Dtr.KEEP : Dtr.WAIT)) {
            byte[] buffer = new byte[512];
            for (int count = tap.read(buffer); count >= 0; count = tap.read(buffer)) {
                lines.accept(buffer, count);
                out().flush();
            }
        }
        spec.commandLine().getErr().println(port + " was unplugged");
        return Main.FAILED;
    }

    private void print(String text, String meaning) {
        out().printf("%s  %-40s%s%n", LocalTime.now().format(CLOCK), text, meaning.isEmpty() ? "" : "  " + meaning);
    }

    private LineFamily family(String word) {
        return Arrays.stream(LineFamily.values()).filter(family -> name(family).equals(word)).findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--line %s: allowed are %s".formatted(
                        word,
                        String.join(", ", Arrays.stream(LineFamily.values()).map(SerialCommand::name).toList()))));
    }

    private static String name(LineFamily family) {
        return family.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Command(name = "record", mixinStandardHelpOptions = true, //
            description = "Write what comes, with its times, to a file, until Ctrl-C or the end of the line.")
    int record(@Parameters(index = "0", paramLabel = "PORT", description = PORT) String port,
            @Parameters(index = "1", paramLabel = "FILE", description = "Is written anew.") Path file,
            @Option(names = "--baud", defaultValue = "115200", description = "Bits per second (${DEFAULT-VALUE}).") int baud,
            @Option(names = "--keep", description = "Leave DTR alone: an Uno is not reset.") boolean keep)
            throws IOException {
        try (SerialTap tap = SerialTap.open(port, baud, keep ? Dtr.KEEP : Dtr.WAIT);
                BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writer.write(Recording.header(port, baud) + "\n");
            writer.flush();
            out().println(port + " is being recorded into " + file);
            out().flush();
            byte[] buffer = new byte[512];
            long beginNanos = 0;
            for (int count = tap.read(buffer); count >= 0; count = tap.read(buffer)) {
                if (count > 0) {
                    beginNanos = beginNanos == 0 ? System.nanoTime() : beginNanos;
                    writer.write(Recording.line((System.nanoTime() - beginNanos) / 1_000_000, buffer, count) + "\n");
                    writer.flush(); // what is in the file survives Ctrl-C
                }
            }
        }
        out().println(port + " was unplugged");
        return Main.OK;
    }

    @Command(name = "replay", mixinStandardHelpOptions = true, //
            description = "Play a recording onto a pseudo-terminal, for a gateway to read.")
    int replay(@Parameters(index = "0", paramLabel = "FILE", description = "Of libellule serial record.") Path file,
            @Parameters(index = "1", paramLabel = "LINK", description = "Becomes a link to the line: the port.") Path link,
            @Option(names = "--speed", paramLabel = "N", defaultValue = "1", description = "Factor (${DEFAULT-VALUE}).") double speed,
            @Option(names = "--wait", paramLabel = "S", defaultValue = "3", //
                    description = "Seconds before it begins, in which a gateway opens the line (${DEFAULT-VALUE}).") double wait)
            throws Exception {
        if (!(speed > 0)) {
            throw new ParameterException(spec.commandLine(), "--speed %s: must be more than 0".formatted(speed));
        }
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Recording.checkHeader(file.toString(), reader);
            try (Pty pty = new Pty(link)) {
                out().println("the line is " + link);
                out().flush();
                long beginNanos = System.nanoTime() + (long) (wait * 1e9);
                long pieces = 0;
                for (Optional<Recording.Piece> piece = Recording.next(file.toString(), reader); piece
                        .isPresent(); piece = Recording.next(file.toString(), reader)) {
                    long dueNanos = beginNanos + (long) (piece.get().millis() * 1e6 / speed);
                    parkUntil(dueNanos);
                    pty.write(piece.get().bytes(), 0, piece.get().bytes().length);
                    pieces++;
                }
                out().println(pieces + " pieces played");
                return hasBeenRead(pty, link) ? Main.OK : Main.FAILED;
            }
        }
    }

    private static void parkUntil(long dueNanos) {
        for (long rest = dueNanos - System.nanoTime(); rest > 0; rest = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    /** The end is to be read before the line goes: waits for it, and says so if nobody reads. */
    private boolean hasBeenRead(Pty pty, Path link) {
        long giveUpNanos = System.nanoTime() + UNREAD_NANOS;
        while (pty.unread() > 0 && System.nanoTime() - giveUpNanos < 0) {
            parkUntil(System.nanoTime() + LOOK_NANOS);
        }
        int unread = pty.unread();
        if (unread > 0) {
            spec.commandLine().getErr().printf(
                    "nobody has read the last %d bytes; is %s the port of a running gateway?%n",
                    unread, link);
        }
        return unread == 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
