package dev.libellule.boards;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One thing that is switched by messages: an LED, a relay.
 *
 * @param name in messages and on the page
 * @param gpio BCM number of the pin, 0 to 27, of a plain one; empty for one on a chip, a serial board or one that speaks MQTT
 * @param part the chip that it is on; empty for a plain pin, and for a serial board or one that speaks MQTT
 * @param command the word on the serial line, as in {@code !led 1 #17}; empty for a pin or a board that speaks MQTT
 * @param topic takes commands; retained ones are ignored
 * @param state answers each command with the measured state; retained
 * @param on payload published on {@code state} when it is on
 * @param off payload published on {@code state} when it is off
 * @param start state when the gateway starts, never {@link Level#KEEP}
 * @param exit state when the gateway ends
 */
public record OutputEntry(String name, OptionalInt gpio, Optional<OutputPart> part, Optional<String> command,
        String topic, String state,
        String on, String off, Level start, Level exit) {
    /** What an output is set to. */
    public enum Level {
        OFF, ON,
        /** Left as it is. */
        KEEP
    }

    public OutputEntry {
        Checks.word("name", name);
        gpio.ifPresent(pin -> Checks.gpio("gpio", pin));
        command.ifPresent(word -> Checks.word("command", word));
        Checks.topic("topic", topic);
        Checks.topic("state", state);
        if (topic.equals(state)) {
            throw new BoardException("state", Checks.sameTopic(topic));
        }
        Checks.payload("on", on);
        Checks.payload("off", off);
        if (on.equals(off)) {
            throw new BoardException("off", "'%s' is also the payload of 'on'; they must differ".formatted(off));
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

    /** What it does with what it is told. */
    public OutputPart.Kind kind() {
        return part.map(OutputPart::as).orElse(OutputPart.Kind.SWITCH);
    }
}
