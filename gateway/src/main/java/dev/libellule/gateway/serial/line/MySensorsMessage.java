package dev.libellule.gateway.serial.line;

/**
 * One message of a MySensors network, serial protocol 2.x: {@code node;child;command;ack;type;payload}.
 *
 * @param node 0 is the gateway, 255 one that has no id yet
 * @param child 255 is the node itself
 * @param command one of {@link #PRESENTATION} and the others
 * @param ack 1 asks for, or is, an echo
 * @param type of the sensor, the value or the internal message, as the command says
 */
public record MySensorsMessage(int node, int child, int command, int ack, int type, String payload) {
    /** What a child is. */
    public static final int PRESENTATION = 0;
    /** A value. */
    public static final int SET = 1;
    /** The node asks for a value. */
    public static final int REQ = 2;
    /** About the network. */
    public static final int INTERNAL = 3;
    /** Firmware. */
    public static final int STREAM = 4;

    /** As it stands on the line. */
    public String line() {
        return "%d;%d;%d;%d;%d;%s".formatted(node, child, command, ack, type, payload);
    }

    /** The levels of its topic below a prefix: {@code 12/6/1/0/0}. */
    public String topic() {
        return "%d/%d/%d/%d/%d".formatted(node, child, command, ack, type);
    }

    /** The name of its value among the signals: {@code 12.6}. */
    public String name() {
        return node + "." + child;
    }
}
