package dev.libellule.gateway.serial.line;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a controller owes a MySensors network: ids for new nodes, the time, the unit system, the last value for who asks. Any thread.
 */
public final class MySensorsNetwork {
    private static final int BATTERY = 0;
    private static final int TIME = 1;
    private static final int ID_REQUEST = 3;
    private static final int ID_RESPONSE = 4;
    private static final int CONFIG = 6;
    private static final int LOG_MESSAGE = 9;
    private static final int SKETCH_NAME = 11;
    private static final int SKETCH_VERSION = 12;
    private static final int BROADCAST = 255;
    private static final int LAST_ID = 254;

    private final Map<String, String> lastValues = new HashMap<>();
    private int highestNode;

    /** Ids up to this one are given: known from an earlier run. */
    public synchronized void knownNodes(int highest) {
        highestNode = Math.max(highestNode, Math.min(highest, LAST_ID));
    }

    /** The highest id that is given: to be kept for the next run. */
    public synchronized int highestNode() {
        return highestNode;
    }

    /**
     * Takes a message and says what is to be answered, in lines.
     *
     * @param localSeconds of the local time since 1970, as the protocol has it
     */
    public synchronized List<String> answers(MySensorsMessage message, long localSeconds) {
        if (message.node() != BROADCAST) {
            knownNodes(message.node());
        }
        List<String> answers = new ArrayList<>();
        switch (message.command()) {
            case MySensorsMessage.SET -> lastValues.put(key(message), message.payload());
            case MySensorsMessage.REQ -> Optional.ofNullable(lastValues.get(key(message)))
                    .ifPresent(value -> answers.add(new MySensorsMessage(message.node(), message.child(),
                            MySensorsMessage.SET, 0, message.type(), value).line()));
            case MySensorsMessage.INTERNAL -> internal(message, localSeconds, answers);
            default -> {
                // presentations are published as they are; firmware over the air is not given from here
            }
        }
        return answers;
    }

    private void internal(MySensorsMessage message, long localSeconds, List<String> answers) {
        switch (message.type()) {
            case ID_REQUEST -> {
                if (highestNode < LAST_ID) {
                    answers.add(internal(message, ID_RESPONSE, Integer.toString(++highestNode)));
                }
            }
            case TIME -> answers.add(internal(message, TIME, Long.toString(localSeconds)));
            case CONFIG -> answers.add(internal(message, CONFIG, "M")); // metric
            default -> {
                // the others tell, and want no answer
            }
        }
    }

    private static String internal(MySensorsMessage to, int type, String payload) {
        return new MySensorsMessage(to.node(), to.child(), MySensorsMessage.INTERNAL, 0, type, payload).line();
    }

    private static String key(MySensorsMessage message) {
        return message.name() + "." + message.type();
    }

    /** A value told to a node by someone else: given to the node when it asks. */
    public synchronized void told(MySensorsMessage message) {
        if (message.command() == MySensorsMessage.SET) {
            lastValues.put(key(message), message.payload());
        }
    }

    /** What a message measures, by the name of its signal: {@code 12.6}, or {@code 12.battery}. */
    public static Optional<Line.Pair> value(MySensorsMessage message) {
        if (message.command() == MySensorsMessage.SET) {
            return Optional.of(new Line.Pair(message.name(), message.payload()));
        }
        return message.command() == MySensorsMessage.INTERNAL && message.type() == BATTERY
                ? Optional.of(new Line.Pair(message.node() + ".battery", message.payload()))
                : Optional.empty();
    }

    /** What a message says for people: the gateway's log, names of sketches; empty for the others. */
    public static String log(MySensorsMessage message) {
        boolean isText = message.command() == MySensorsMessage.INTERNAL
                && (message.type() == LOG_MESSAGE || message.type() == SKETCH_NAME || message.type() == SKETCH_VERSION);
        return isText ? "node %d: %s".formatted(message.node(), message.payload()) : "";
    }
}
