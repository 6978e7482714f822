package dev.libellule.boards;

import java.time.Duration;

/**
 * One pin that is watched: a button, a door contact. Publishes {@value #CLOSED} while the contact is closed, else {@value #OPEN}.
 *
 * @param name in messages and on the page
 * @param gpio BCM number of the pin, 0 to 27
 * @param pull the Pi's own resistor; with {@link Pull#DOWN} the closed contact reads high, else low
 * @param debounce a level counts once it has held for so long
 * @param topic where the state is published
 */
public record InputEntry(String name, int gpio, Pull pull, Duration debounce, String topic) {
    /** Payload while the contact is closed: the button is pressed. */
    public static final String CLOSED = "1";
    /** Payload while the contact is open. */
    public static final String OPEN = "0";

    static final Duration LONGEST_DEBOUNCE = Duration.ofSeconds(10);

    /** The resistor inside the Pi that gives an open contact a level. */
    public enum Pull {
        UP, DOWN,
        /** None: the circuit has its own resistor. */
        NONE
    }

    public InputEntry {
        Checks.word("name", name);
        Checks.gpio("gpio", gpio);
        Checks.between("debounce", debounce, Duration.ZERO, LONGEST_DEBOUNCE);
        Checks.topic("topic", topic);
    }

    /** Whether a low level means that the contact is closed. */
    public boolean isActiveLow() {
        return pull != Pull.DOWN;
    }
}
