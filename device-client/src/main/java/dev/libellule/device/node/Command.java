package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/**
 * One actuator behind its topics: obeys what arrives on the command topic, answers each command with the measured state.
 *
 * <p>A retained command is history, not a wish, and is ignored: a lamp must not switch by itself after a reconnect. Whatever else is
 * not obeyed is refused: counted by its {@link Refusal}, and answered with the measured state.
 *
 * <p>The output may have limits that nobody has to ask for: a state for when the link is lost, a longest on-time, a shortest off-time.
 * With one of them set the actuator's state is read in each step of the node, and a change on the spot is noticed and published.
 *
 * <p>Command and state may share one topic, as in the bare {@code ctrlled} of many examples: then the state is never retained, its own
 * echo is no command, and only changes are published, for other boards may obey the same topic.
 *
 * <p>In MQTT 5.0 the state carries the User Property {@code reason}, a {@link StateReason}, and the answer to a command that was not
 * carried out also {@code refused}, a {@link Refusal}. Owned by the {@link Node}.
 */
public final class Command {
    private final byte[] topicName;
    private final byte[] stateTopicName;
    private final Actuator actuator;
    private final TextActuator display; // null: a switch, or something with levels
    private final CommandTable table;
    private final OutputLimits limits = new OutputLimits();
    private byte[] on = {'1'};
    private byte[] off = {'0'};
    private int qos = 1;
    private boolean retainState = true;
    private int queuedMillis;
    private final Echoes echoes; // null: command and state have a topic each
    private boolean echoesCome;

    private boolean subscribed;
    private boolean answerPending = true; // the state at start is news too
    private int reason = StateReason.START;
    private int refusal = Refusal.NONE;
    private int known;
    private boolean isKnown;
    // While open, a command may be one that the broker had queued
    private Details details; // null: the bare state only
    private byte[] jsonTopicName;
    private boolean jsonPending;
    private boolean isCutOff;
    private boolean windowOpen;
    private boolean windowTimed;
    private int windowMillis;

    private int obeyed;
    private int retainedIgnored;
    private final int[] refusals = new int[Refusal.COUNT];
    private final int[] changes = new int[StateReason.COUNT];

    /**
     * A command whose state is published at QoS 1, retained, as 1 and 0, until told otherwise.
     *
     * @param topic where commands arrive, such as {@code ctrlled}
     * @param stateTopic where the measured state goes, such as {@code ctrlled/etat}; the same for the bare mode
     */
    public Command(String topic, String stateTopic, Actuator actuator, CommandTable table) {
        this.topicName = Utf8.bytes(topic);
        this.stateTopicName = Utf8.bytes(stateTopic);
        this.actuator = actuator;
        this.display = actuator instanceof TextActuator ? (TextActuator) actuator : null;
        this.table = table;
        echoes = CommandTable.equal(topicName, stateTopicName, 0, stateTopicName.length) ? new Echoes() : null;
        answerPending = !isBare();
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

    /** Publishes a message of JSON beside each state, of an output whose state is a number: see {@link Details#asJson}. */
    public Command details(Details newDetails) {
        this.details = newDetails;
        jsonTopicName = Details.jsonTopicName(stateTopicName);
        return this;
    }

    /**
     * Refuses what may have waited at the broker while there was no link, for a device without a calendar cannot know how old a command
     * is: what comes in so soon after a connection with Session Present, and what comes in a second time (DUP), for the first may have
     * been obeyed. A command with a Message Expiry Interval, 5.0, is obeyed as long as some of it is left: its sender has said for how
     * long it holds.
     *
     * @param withinMillis 2000 is usual; 0, the default, refuses nothing
     */
    public Command refuseQueued(int withinMillis) {
        this.queuedMillis = withinMillis;
        return this;
    }

    /**
     * Switches to a safe state, once for each outage, when there was no link for so long; also when there has been none since the start.
     *
     * @param state as of {@link Actuator#set}; one other than 0 waits for the shortest off-time
     * @param afterMillis 0, the default, is never
     */
    public Command lifeLine(int state, int afterMillis) {
        limits.lifeLine(state, afterMillis);
        return this;
    }

    /** Whoever commands it is out of reach beyond this link, as over a bridge: counts as no link for {@link #lifeLine}. */
    public void cutOff(boolean isCutOff) {
        this.isCutOff = isCutOff;
    }

    /** Switches to 0 after so long on, whoever switched it on; a further command does not prolong it. 0, the default, is never. */
    public Command longestOn(int millis) {
        limits.longestOn(millis);
        return this;
    }

    /**
     * Refuses commands to switch on until it has been off for so long; counted from the start too, for nobody knows how long it was off
     * before. 0, the default, refuses none.
     */
    public Command shortestOff(int millis) {
        limits.shortestOff(millis);
        return this;
    }

    /**
     * Obeys a payload that arrived on the command topic.
     *
     * @param mayBeSecondCopy the DUP flag as received
     * @param expiry true if it carries a Message Expiry Interval
     * @param expired true if nothing of that is left
     */
    void received(byte[] buffer, int offset, int length, boolean retained, boolean mayBeSecondCopy, boolean expiry,
            boolean expired) {
        if (retained) {
            retainedIgnored++;
            return;
        }
        int before = actuator.measured();
        if (!isKnown) {
            know(before);
        }
        int wanted = stateOrCommand(buffer, offset, length, before);
        if (isBare()) {
            if (echoesCome && echoes.isEcho(wanted)) {
                return;
            }
        } else {
            answerPending = true;
            refusal = Refusal.NONE;
        }
        if (wanted == CommandTable.ASK) {
            return;
        }
        if (wanted == CommandTable.UNKNOWN) {
            refuse(Refusal.UNKNOWN);
        } else if (expired) {
            refuse(Refusal.EXPIRED); // [MQTT-3.3.2-6]: what is left is what was given minus the time it waited
        } else if (queuedMillis > 0 && !expiry && (windowOpen || mayBeSecondCopy)) {
            refuse(Refusal.QUEUED);
        } else if (!limits.mayBe(wanted, before)) {
            refuse(Refusal.SHORTEST_OFF);
        } else if (display != null) {
            obeyed(display.setText(buffer, offset, length), before);
        } else {
            obeyed(actuator.set(wanted), before);
        }
    }

    /** In the bare mode the texts of the state are commands too, or they would be refused when they come back. */
    private int stateOrCommand(byte[] buffer, int offset, int length, int before) {
        if (display != null) {
            return length == 0 ? CommandTable.ASK : 1; // a display shows whatever it is told
        }
        if (isBare() && CommandTable.equal(on, buffer, offset, length)) {
            return 1;
        }
        if (isBare() && CommandTable.equal(off, buffer, offset, length)) {
            return 0;
        }
        return table.value(buffer, offset, length, before);
    }

    private void obeyed(int status, int before) {
        boolean isDone = status == SensorStatus.OK;
        int measured = actuator.measured();
        if ((measured != 0) != (before != 0)) {
            limits.switched(measured != 0);
        }
        if (isDone) {
            obeyed++;
        } else {
            refuse(Refusal.FAILED);
        }
        if (isDone || measured != known) {
            changed(StateReason.COMMAND, measured);
        }
    }

    private void know(int measured) {
        known = measured;
        isKnown = true;
    }

    private void refuse(int why) {
        refusal = isBare() ? Refusal.NONE : why; // there it is counted and not answered: the answer would be a command
        refusals[why]++;
    }

    /** The output was told something, or has changed by itself: the state is news. */
    private void changed(int why, int measured) {
        boolean isNew = !isKnown || measured != known;
        if (isNew) {
            changes[why]++;
        }
        know(measured);
        reason = why;
        answerPending |= isNew || !isBare();
    }

    /**
     * Keeps the limits.
     *
     * @return how long until something is due
     */
    int step(int nowMillis, boolean isLinked) {
        int sleepMillis = Integer.MAX_VALUE;
        if (isBare()) {
            echoes.watch(nowMillis);
        }
        if (windowOpen) {
            sleepMillis = watchWindow(nowMillis);
        }
        if (!limits.areSet()) {
            return sleepMillis;
        }
        int measured = actuator.measured();
        if (isKnown && measured != known) {
            changed(StateReason.LOCAL, measured);
        }
        know(measured);
        int wanted = limits.step(nowMillis, measured, isLinked && !isCutOff);
        if (wanted < 0) {
            enforce(wanted, nowMillis);
            wanted = limits.step(nowMillis, actuator.measured(), isLinked && !isCutOff);
        }
        return Math.min(sleepMillis, Math.max(0, wanted)); // below 0: the next limit is due at once
    }

    private void enforce(int limit, int nowMillis) {
        boolean isLongestOn = limit == OutputLimits.SWITCH_FOR_LONGEST_ON;
        boolean isDone = actuator.set(isLongestOn ? 0 : limits.lifeLineState()) == SensorStatus.OK;
        int measured = actuator.measured();
        isDone &= !isLongestOn || measured == 0; // what must be off is believed when it is seen
        limits.tried(isDone, nowMillis);
        if (!isDone) {
            refusals[Refusal.FAILED]++;
        }
        if (isDone || measured != known) {
            changed(isLongestOn ? StateReason.LONGEST_ON : StateReason.NO_LINK, measured);
        }
    }

    private int watchWindow(int nowMillis) {
        if (!windowTimed) {
            windowTimed = true;
            windowMillis = nowMillis;
        }
        int elapsedMillis = nowMillis - windowMillis; // stays right when the int clock wraps
        windowOpen = elapsedMillis < queuedMillis;
        return windowOpen ? queuedMillis - elapsedMillis : Integer.MAX_VALUE;
    }

    /** Writes the measured state; needs the room that {@link #stateLength} says. */
    int writeState(byte[] out) {
        if (display != null) {
            return display.writeText(out);
        }
        int measured = actuator.measured();
        if (table.isColour()) {
            return CommandTable.writeColour(measured, out);
        }
        byte[] text = measured == 1 ? on : off;
        if (measured != 0 && measured != 1) {
            return DecimalText.write(measured, 0, out, 0);
        }
        System.arraycopy(text, 0, out, 0, text.length);
        return text.length;
    }

    int stateLength() {
        int length = Math.max(DecimalText.MAX_LENGTH, Math.max(on.length, off.length));
        length = Math.max(length, details == null ? 0 : details.jsonLength());
        return Math.max(length, display == null ? CommandTable.LONGEST_COLOUR : display.longestText());
    }

    /** Publishes the state again, because it has changed without a command: {@link StateReason#LOCAL}. */
    public void stateChanged() {
        changed(StateReason.LOCAL, actuator.measured());
    }

    /** Publishes the state again, because the program ends and has set it: {@link StateReason#EXIT}. */
    public void exitStateSet() {
        changed(StateReason.EXIT, actuator.measured());
    }

    /**
     * A new connection, or none any more: nothing that the last one was told counts.
     *
     * @param isResumed true if commands may have queued up at the broker
     * @param echoesWillCome true if the server sends us our own messages
     */
    void connectionChanged(boolean isResumed, boolean echoesWillCome) {
        subscribed = false;
        echoesCome = echoesWillCome;
        if (isBare()) {
            echoes.clear(); // a change that could not be published stays pending
        } else {
            answerPending = true;
        }
        windowOpen = isResumed && queuedMillis > 0;
        windowTimed = false;
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

    /** Command and state share one topic. */
    boolean isBare() {
        return echoes != null;
    }

    boolean isStateRetained() {
        return retainState && !isBare(); // a retained command is what nobody wants
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

    void answered(int nowMillis) {
        if (isBare() && echoesCome) {
            echoes.sent(actuator.measured(), nowMillis);
        }
        answerPending = false;
        jsonPending = details != null && details.areJson();
        refusal = Refusal.NONE;
    }

    boolean isJsonPending() {
        return jsonPending;
    }

    int writeJson(byte[] out, long utcMillis) {
        return details.writeState(out, actuator.measured(), utcMillis, reason);
    }

    byte[] jsonTopicName() {
        return jsonTopicName;
    }

    void jsonPublished() {
        jsonPending = false;
    }

    /** Why the output is in its state: a {@link StateReason}. */
    public int reason() {
        return reason;
    }

    /** A {@link Refusal} that the next answer tells, or {@link Refusal#NONE}. */
    int refusal() {
        return refusal;
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
        return refusals[Refusal.UNKNOWN];
    }

    /** How often the actuator could not carry out what it was told, by a command or by its limits, since the start. */
    public int failed() {
        return refusals[Refusal.FAILED];
    }

    /** Commands not carried out for a reason, a {@link Refusal}, since the start. */
    public int refused(int refusal) {
        return refusals[refusal];
    }

    /** Changes of the state for a reason, a {@link StateReason}, since the start. */
    public int changes(int stateReason) {
        return changes[stateReason];
    }
}
