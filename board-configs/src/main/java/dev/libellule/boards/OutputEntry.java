package dev.libellule.boards;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One thing that is switched by messages: an LED, a relay.
 *
 * @param name in messages and on the page
 * @param gpio BCM number of the pin, 0 to 27, of a plain one; empty for one on a chip, a serial board or one that speaks MQTT
 * @param active the level of its pin that is on; high for a serial board or one that speaks MQTT, where the sketch decides
 * @param part the chip that it is on; empty for a plain pin, and for a serial board or one that speaks MQTT
 * @param command the word on the serial line, as in {@code !led 1 #17}; empty for a pin or a board that speaks MQTT
 * @param topic takes commands; retained ones are ignored
 * @param state answers each command with the measured state; retained. With the same topic as the commands: the bare mode, in which
 *        only changes are published, not retained
 * @param on payload published on {@code state} when it is on
 * @param off payload published on {@code state} when it is off
 * @param qos of the subscription and of the state, 0, 1 or 2
 * @param json whether {@code <state>/json} carries the state with time, reason, device and place
 * @param start state when the gateway starts, never {@link Level#KEEP}
 * @param exit state when the gateway ends
 * @param rules what it does whatever anybody asks
 * @param pin of a board on a serial line or one that speaks MQTT, for people and drawings; nothing is sent by it
 */
public record OutputEntry(String name, OptionalInt gpio, Active active, Optional<OutputPart> part,
        Optional<String> command, String topic, String state, String on, String off, int qos, boolean json, Level start,
        Level exit,
        OutputRules rules, Optional<String> pin) {
    private static final Pattern PWM = Pattern.compile("D\\d{1,2}\\.pwm");
    private static final Pattern SERVO = Pattern.compile("D\\d{1,2}\\.servo");
    private static final Set<OutputPart.Kind> NO_NUMBERS = EnumSet.of(OutputPart.Kind.RGB, OutputPart.Kind.TEXT);

    /** An output without rules, at QoS 1. */
    public OutputEntry(String name, OptionalInt gpio, Optional<OutputPart> part, Optional<String> command, String topic,
            String state, String on, String off, Level start, Level exit) {
        this(name, gpio, Active.HIGH, part, command, topic, state, on, off, 1, false, start, exit, OutputRules.NONE,
                Optional.empty());
    }

    /** What an output is set to. */
    public enum Level {
        OFF, ON,
        /** Left as it is. */
        KEEP
    }

    public OutputEntry {
        Checks.word("name", name);
        gpio.ifPresent(bcm -> Checks.gpio("gpio", bcm));
        command.ifPresent(word -> Checks.word("command", word));
        Checks.topic("topic", topic);
        Checks.topic("state", state);
        Checks.between("qos", qos, 0, 2);
        Checks.payload("on", on);
        Checks.payload("off", off);
        if (on.equals(off)) {
            throw new BoardException("off", "'%s' is also the payload of 'on'; they must differ".formatted(off));
        }
        if (json && part.filter(chip -> NO_NUMBERS.contains(chip.as())).isPresent()) {
            throw new BoardException("json", "the state is no number; leave the key out of a colour or a text");
        }
        if (start == Level.KEEP) {
            throw new BoardException("start", "'keep' is not possible at the start; allowed: off, on");
        }
    }

    /** The BCM numbers of all its pins, by their keys; none for one on a bus. */
    public Map<String, Integer> pins() {
        if (gpio.isPresent()) {
            return Map.of("gpio", gpio.getAsInt());
        }
        return part.isPresent() && part.get().at() instanceof ChipPlace.Pins at ? at.pins() : Map.of();
    }

    /** What it does with what it is told; a pin of a Firmata board says it by its name. */
    public OutputPart.Kind kind() {
        return part.map(OutputPart::as).orElseGet(() -> switch (command.orElse("")) {
            case String word when PWM.matcher(word).matches() -> OutputPart.Kind.DIMMER;
            case String word when SERVO.matcher(word).matches() -> OutputPart.Kind.SERVO;
            default -> OutputPart.Kind.SWITCH;
        });
    }

    /** Where the state is published as JSON, if it is. */
    public String jsonTopic() {
        return state + SignalEntry.JSON;
    }

    /** Command and state share one topic: the bare mode. */
    public boolean isBare() {
        return topic.equals(state);
    }
}
