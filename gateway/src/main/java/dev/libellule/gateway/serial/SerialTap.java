package dev.libellule.gateway.serial;

import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.gateway.serial.line.Line;
import dev.libellule.gateway.serial.line.LineParser;
import java.io.IOException;
import java.time.Duration;

/** A serial port to look at, without a gateway around it. */
public final class SerialTap implements AutoCloseable {
    private final Port port;

    private SerialTap(Port port) {
        this.port = port;
    }

    /**
     * Opens a port.
     *
     * @param name as board files name it
     * @throws IOException with cause and cure
     */
    public static SerialTap open(String name, int baud, Dtr dtr) throws IOException {
        SerialLine line = new SerialLine(name, baud, dtr, Duration.ZERO, Duration.ofSeconds(30), LineFamily.AUTO);
        try {
            return new SerialTap(PortSources.of(line).open());
        } catch (PortException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Waits for bytes, for a fifth of a second.
     *
     * @return how many came; negative when the board is unplugged
     */
    public int read(byte[] buffer) {
        int count = port.read(buffer);
        return count == 0 && !port.isThere() ? -1 : count;
    }

    /** Sends bytes; false if they could not be sent. */
    public boolean write(byte[] bytes) {
        return port.write(bytes, bytes.length);
    }

    @Override
    public void close() {
        port.close();
    }

    /** What a line means to the gateway, in a few words; empty for the log of the board. */
    public static String meaning(LineForm form, String text) {
        return switch (new LineParser(form).parse(text)) {
            case Line.Values(var pairs) -> String.join(" ",
                    pairs.stream().map(pair -> pair.name() + "=" + pair.value()).toList());
            case Line.Plain(var value) -> "value " + value.toPlainString();
            case Line.Message message -> message.topic() + " <- " + message.payload();
            case Line.Subscribe(String filter) -> "subscribes " + filter;
            case Line.Hello hello -> "hello of " + (hello.board().isEmpty() ? "a board without a name" : hello.board());
            case Line.Answer answer -> "answer " + answer.command() + " is " + answer.value();
            case Line.Credit(int bytes) -> "room for " + bytes + " bytes";
            case Line.Node(var message) -> "node " + message.name() + " type " + message.type();
            case Line.Outcome(String outcome) -> "outcome " + outcome;
            case Line.Damaged(String why) -> "broken: " + why;
            case Line.Remark _ -> "";
        };
    }
}
