package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/**
 * One actuator behind its topics: obeys what arrives on the command topic, answers each command with the measured state.
 *
 * <p>A retained command is history, not a wish, and is ignored: a lamp must not switch by itself after a reconnect. Owned by the
 * {@link Node}.
 */
public final class Command {
    private final byte[] topicName;
    private final byte[] stateTopicName;
    private final Actuator actuator;
    private final CommandTable table;
    private byte[] on = {'1'};
    private byte[] off = {'0'};
    private int qos = 1;
    private boolean retainState = true;

    private boolean subscribed;
    private boolean answerPending = true; // the state at start is news too
    private int obeyed;
    private int retainedIgnored;
    private int refused;
    private int failed;

    /**
     * A command whose state is published at QoS 1, retained, as 1 and 0, until told otherwise.
     *
     * @param topic where commands arrive, such as {@code ctrlled}
     * @param stateTopic where the measured state goes, such as {@code ctrlled/etat}; another one, or a loop is made
     */
    public Command(String topic, String stateTopic, Actuator actuator, CommandTable table) {
        this.topicName = Utf8.bytes(topic);
        this.stateTopicName = Utf8.bytes(stateTopic);
        this.actuator = actuator;
        this.table = table;
    }

    /** The payloads of the state for 1 and 0; other values are published as numbers. */
    public Command stateTexts(String onText, String offText) {
        on = Utf8.bytes(onText);
        off = Utf8.bytes(offText);
        return this;
    }

    /** QoS of the subscription and of the state. */
    public Command qos(int qos) {
        this.qos = qos;
        return this;
    }

    public Command retainState(boolean retain) {
        this.retainState = retain;
        return this;
    }

    /** Obeys a payload that arrived on the command topic. */
    void received(byte[] buffer, int offset, int length, boolean retained) {
        if (retained) {
            retainedIgnored++;
            return;
        }
        answerPending = true;
        int wanted = table.value(buffer, offset, length, actuator.measured());
        if (wanted == CommandTable.ASK) {
            return;
        }
        if (wanted == CommandTable.UNKNOWN) {
            refused++;
        } else if (actuator.set(wanted) != SensorStatus.OK) {
            failed++;
        } else {
            obeyed++;
        }
    }

    /** Writes the measured state; needs the room that {@link #stateLength} says. */
    int writeState(byte[] out) {
        int measured = actuator.measured();
        byte[] text = measured == 1 ? on : off;
        if (measured != 0 && measured != 1) {
            return DecimalText.write(measured, 0, out, 0);
        }
        System.arraycopy(text, 0, out, 0, text.length);
        return text.length;
    }

    int stateLength() {
        return Math.max(DecimalText.MAX_LENGTH, Math.max(on.length, off.length));
    }

    /** Publishes the state again, because it has changed without a command. */
    public void stateChanged() {
        answerPending = true;
    }

    /** A new connection: nothing that the last one was told counts. */
    void connectionChanged() {
        subscribed = false;
        answerPending = true;
    }

    boolean isFor(byte[] buffer, int offset, int length) {
        return CommandTable.equal(topicName, buffer, offset, length);
    }

    byte[] topicName() {
        return topicName;
    }

    byte[] stateTopicName() {
        return stateTopicName;
    }

    int qos() {
        return qos;
    }

    boolean isStateRetained() {
        return retainState;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    void subscribed() {
        subscribed = true;
    }

    boolean isAnswerPending() {
        return answerPending;
    }

    void answered() {
        answerPending = false;
    }

    /** Commands carried out, since the start. */
    public int obeyed() {
        return obeyed;
    }

    /** Retained commands ignored, since the start; worth one line in the log. */
    public int retainedIgnored() {
        return retainedIgnored;
    }

    /** Payloads that mean nothing here, since the start. */
    public int refused() {
        return refused;
    }

    /** Commands that the actuator could not carry out, since the start. */
    public int failed() {
        return failed;
    }
}
