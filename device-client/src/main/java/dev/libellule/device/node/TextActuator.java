package dev.libellule.device.node;

/**
 * What shows text: a display. As an {@link Actuator} it is dark at 0 and shows its text at 1.
 *
 * <p>A {@link Command} gives it each payload as it is, so no word switches it; an empty payload asks, a blank one clears. The state topic
 * carries the text that is shown.
 */
public interface TextActuator extends Actuator {
    /**
     * Shows a text, and switches the display on. What does not fit is left out. Allocates nothing.
     *
     * @param utf8 lines with a line feed between them; may be malformed
     * @return {@link SensorStatus#OK}, or a negative {@link SensorStatus} when it could not be shown
     */
    int setText(byte[] utf8, int offset, int length);

    /**
     * Writes the text that is shown, without blanks at the ends of its lines; nothing when the display is not there.
     *
     * @param to with room for {@link #longestText} bytes
     * @return how many bytes
     */
    int writeText(byte[] to);

    /** The most that {@link #writeText} writes. */
    int longestText();
}
