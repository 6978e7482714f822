package dev.libellule.boards;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One pin that is watched: a button, a door contact, a motion detector. Publishes {@value #ACTIVE} while it is active, else
 * {@value #INACTIVE}.
 *
 * @param name in messages and on the page
 * @param as what is at the pin, and so what active means
 * @param gpio BCM number of the pin, 0 to 27; empty for one on an expander
 * @param part the expander that it is on; empty for a pin
 * @param pull the Pi's own resistor
 * @param active the level that is published as {@value #ACTIVE}
 * @param debounce a level counts once it has held for so long
 * @param hold it stays active for so long after it was seen last
 * @param topic where the state is published
 * @param json whether {@code <topic>/json} carries it with time, device and place
 */
public record InputEntry(String name, Kind as, OptionalInt gpio, Optional<InputPart> part, Pull pull, Active active,
        Duration debounce, Duration hold, String topic, boolean json) {
    /** Payload while the button is pressed, the door is open, there is motion or water. */
    public static final String ACTIVE = "1";
    /** Payload the rest of the time. */
    public static final String INACTIVE = "0";

    static final Duration LONGEST_DEBOUNCE = Duration.ofSeconds(10);
    static final Duration LONGEST_HOLD = Duration.ofHours(1);

    /** What is at a pin. */
    public enum Kind {
        /** Active while the contact is closed. */
        BUTTON(Pull.UP, Duration.ofMillis(20), Duration.ZERO),
        /** A motion detector: active while there is motion. */
        PIR(Pull.DOWN, Duration.ofMillis(50), Duration.ofSeconds(30)),
        /** A magnetic contact: active while the door is open. */
        REED(Pull.UP, Duration.ofMillis(100), Duration.ZERO),
        /** A water detector: active while it is wet. */
        LEAK(Pull.UP, Duration.ofMillis(500), Duration.ofMinutes(1));

        private final Pull pull;
        private final Duration debounce;
        private final Duration hold;

        Kind(Pull pull, Duration debounce, Duration hold) {
            this.pull = pull;
            this.debounce = debounce;
            this.hold = hold;
        }

        Pull pull() {
            return pull;
        }

        Duration debounce() {
            return debounce;
        }

        Duration hold() {
            return hold;
        }

        /** As it is wired with this resistor: a contact closes against it. */
        Active active(Pull resistor) {
            Active closed = resistor == Pull.DOWN ? Active.HIGH : Active.LOW;
            return switch (this) {
                case BUTTON, LEAK -> closed;
                case REED -> closed == Active.LOW ? Active.HIGH : Active.LOW;
                case PIR -> Active.HIGH;
            };
        }
    }

    /** The resistor inside the Pi that gives an open contact a level. */
    public enum Pull {
        UP, DOWN,
        /** None: the circuit has its own resistor. */
        NONE
    }

    public InputEntry {
        Checks.word("name", name);
        gpio.ifPresent(pin -> Checks.gpio("gpio", pin));
        Checks.between("debounce", debounce, Duration.ZERO, LONGEST_DEBOUNCE);
        Checks.between("hold", hold, Duration.ZERO, LONGEST_HOLD);
        Checks.topic("topic", topic);
    }

    /** Where the state is published as JSON, if it is. */
    public String jsonTopic() {
        return topic + SignalEntry.JSON;
    }

    /** Whether a low level is published as {@value #ACTIVE}. */
    public boolean isActiveLow() {
        return active == Active.LOW;
    }
}
