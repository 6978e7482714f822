package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.serial.SerialBoard;
import dev.libellule.simulator.serial.Pty;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code libellule serial} as a user runs it, on pseudo-terminals. */
@Timeout(120)
class SerialCommandIT {
    private static final byte[] SAID = {'@', 's', 'a', 'l', 'o', 'n', '\r', '\n', 'T', ':', '2', '2', '.', '5', '\n',
            (byte) 0xB0, '\\', '\n'};

    private final Programs programs = new Programs();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        programs.close();
    }

    @Test
    void monitorShowsEachLineAndWhatTheGatewayReadsInIt() throws Exception {
        Path link = folder.resolve("uno");
        Process monitor;
        BufferedReader out;
        try (Pty pty = new Pty(link)) {
            pty.write(bytes("@salon-uno fw=1.0.0\r\n"), 0, 21); // before anybody reads: a line keeps it
            monitor = programs.libellule("serial", "monitor", link.toString());
            out = monitor.inputReader();
            assertEquals("@salon-uno fw=1.0.0", said(out, "hello of salon-uno"));
            pty.write(bytes("T:22.5 H:4"), 0, 10);
            pty.write(bytes("1\r\nbonjour\n"), 0, 11);
            assertEquals("T:22.5 H:41", said(out, "T=22.5 H=41"));
            assertEquals("bonjour", said(out, ""));
        }
        assertTrue(monitor.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(Main.FAILED, monitor.exitValue());
        assertEquals(link + " was unplugged", monitor.errorReader().readLine());
    }

    /** The line of the board in the next line that is printed, which begins with a time and ends with a meaning. */
    private static String said(BufferedReader out, String meaning) throws Exception {
        String line = out.readLine();
        assertTrue(line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  .*" + meaning), line);
        return line.substring(14, line.length() - meaning.length()).strip();
    }

    @Test
    void whatIsRecordedIsPlayedByteForByte() throws Exception {
        Path link = folder.resolve("uno");
        Path file = folder.resolve("uno.txt");
        Process record;
        try (Pty pty = new Pty(link)) {
            record = programs.libellule("serial", "record", link.toString(), file.toString());
            Programs.lineWith(record.inputReader(), "(is being recorded)");
            pty.write(SAID, 0, SAID.length);
            awaitBytes(file, "\\xB0\\\\\\n");
        }
        assertTrue(record.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(Main.OK, record.exitValue());

        Path played = folder.resolve("played");
        Process replay = programs.libellule("serial", "replay", file.toString(), played.toString(), "--wait", "0");
        Programs.lineWith(replay.inputReader(), "(the line is)");
        Path again = folder.resolve("again.txt");
        Process second = programs.libellule("serial", "record", played.toString(), again.toString());
        assertTrue(second.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(pieces(file), pieces(again));
        assertEquals(Main.OK, replay.waitFor());
    }

    private static void awaitBytes(Path file, String end) throws Exception {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(Programs.PATIENCE_SECONDS);
        while (!Files.readString(file).contains(end)) {
            assertTrue(System.nanoTime() < giveUp, () -> "the end was not recorded");
            Thread.onSpinWait();
        }
    }

    /** All that was said, without times. */
    private static String pieces(Path file) throws Exception {
        return String.join("", Files.readAllLines(file).stream().skip(1).map(line -> line.replaceFirst("^\\S+ ", ""))
                .toList());
    }

    /** An hour, 1,200 times as fast, for a gateway that has the line in a board file. */
    @Test
    void anHourIsPlayedInSecondsForAGateway() throws Exception {
        Path file = Files.writeString(folder.resolve("hour.txt"), """
                # libellule serial 1 /dev/ttyACM0 115200
                0.000 bonjour\\r\\nT:20.5\\r\\n
                1800.000 T:21.5\\r\\nT:21
                3600.000 .9\\r\\nT:22.5\\r\\n
                """);
        Path link = folder.resolve("uno");
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        try (Broker broker = Broker.start(BrokerOptions.loopback(0), "test");
                LocalClient client = broker.connect(LocalClientOptions.clean("watcher"), delivery -> {
                    messages.add(new String(delivery.payload(), StandardCharsets.UTF_8));
                    delivery.acknowledge();
                })) {
            client.subscribe("maison/salon/temp", 1);
            try (SerialBoard _ = SerialBoard.start(BoardFile.parse("board.yaml", """
                    board: rejoue
                    model: other
                    serial: {port: %s, quiet: 0 s}
                    signals:
                      - {name: T, topic: maison/salon/temp, min: 0 s}
                    """.formatted(link).getBytes(StandardCharsets.UTF_8)), broker)) {
                Process replay = programs.libellule("serial", "replay", file.toString(), link.toString(), "--speed",
                        "1200");
                for (String expected : List.of("20.5", "21.5", "21.9", "22.5")) {
                    assertEquals(expected, messages.poll(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
                }
                assertTrue(replay.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
                assertEquals(Main.OK, replay.exitValue());
            }
        }
    }

    @Test
    void whatIsNoRecordingIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "T:22.5\n");
        String outcome = programs.outcome("serial", "replay", file.toString(), folder.resolve("uno").toString());
        assertTrue(outcome.contains("is no recording of a serial line; make one with: libellule serial record"),
                outcome);
        assertTrue(!outcome.startsWith("0 ") && !outcome.contains("\tat "), outcome);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
