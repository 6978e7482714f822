package dev.libellule.boards;

import java.time.Duration;

/**
 * The serial line that a board is reached by.
 *
 * @param port which one, as {@link PortName} reads it: a path, best one of {@code /dev/serial/by-id}, or another name that stays
 * @param baud bits per second, 300 to 4,000,000
 * @param dtr what happens to the board when the port is opened
 * @param quiet nothing is sent and stale lines are dropped for so long after opening
 * @param silence no valid line for so long: the board is offline
 * @param buffer bytes that the board can hold before it reads them: 64 on an Uno; what its hello says counts more
 * @param answer how long one answer to a command is waited for
 * @param form how a line is read
 */
public record SerialLine(String port, int baud, Dtr dtr, Duration quiet, Duration silence, int buffer, Duration answer,
        LineForm form) {
    static final int SLOWEST = 300;
    static final int FASTEST = 4_000_000;
    static final Duration LONGEST_QUIET = Duration.ofMinutes(1);
    static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    static final Duration LONGEST_SILENCE = Duration.ofDays(1);
    static final int SMALLEST_BUFFER = 16;
    static final int LARGEST_BUFFER = 4096;
    static final Duration SHORTEST_ANSWER = Duration.ofMillis(100);
    static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    /** The receive buffer of an Arduino Uno. */
    public static final int UNO_BUFFER = 64;
    /** How long an answer is waited for where the file says nothing. */
    public static final Duration USUAL_ANSWER = Duration.ofSeconds(2);

    /** Opening a port moves its DTR line, which resets an Arduino Uno. */
    public enum Dtr {
        /** Leave the line alone, so that the board runs on. */
        KEEP,
        /** Reset the board on purpose. */
        RESET,
        /** Let it reset if it will, and wait for its hello or the quiet time. */
        WAIT
    }

    /** How a line of text is read. */
    public enum LineFamily {
        /** Whatever of the others fits. */
        AUTO,
        /** {@code T:22.5 H:41}, our own form, or pairs separated by commas or semicolons, {@code :} or {@code =}. */
        PAIRS,
        /** {@code 5,Temperature:20.6,Battery:LOW}: the node's number, then pairs. */
        NODE_PAIRS,
        /** {@code 1023;22.5;41}: columns named in the file. */
        CSV,
        /** {@code maison/salon/temp 22.5}: the sketch names the topic. */
        TOPIC_PAYLOAD,
        /** {@code 22.5}: one signal only. */
        PLAIN,
        /** {@code {"temperature":{"in":22}}}: keys become names, down to a depth. */
        JSON,
        /** {@code [1,"src/uno/temp","22.5",0,0]} and the objects of serial2mqtt. */
        SERIAL2MQTT,
        /** {@code 12;6;1;0;0;36.5}: a MySensors gateway. */
        MYSENSORS,
        /** {@code 20;2D;UPM/Esic;ID=0001;TEMP=00cf;HUM=16;}: an RFLink. */
        RFLINK,
        /** {@code salon,src=uno temp=22.5,hum=41}: InfluxDB's line. */
        INFLUX,
        /** {@code $SALON,22.5,41*41}: with a check sum. */
        NMEA,
        /** No lines: the binary protocol of StandardFirmata. */
        FIRMATA,
        /** No lines: MQTT itself, for a board that runs device-client. */
        MQTT;

        /** False for the two that are no lines of text. */
        public boolean isText() {
            return this != FIRMATA && this != MQTT;
        }
    }

    public SerialLine {
        PortName.of(port);
        Checks.between("baud", baud, SLOWEST, FASTEST);
        Checks.between("quiet", quiet, Duration.ZERO, LONGEST_QUIET);
        Checks.between("silence", silence, SHORTEST_SILENCE, LONGEST_SILENCE);
        Checks.between("buffer", buffer, SMALLEST_BUFFER, LARGEST_BUFFER);
        Checks.between("answer", answer, SHORTEST_ANSWER, LONGEST_ANSWER);
    }

    /** A line with the usual buffer and patience. */
    public SerialLine(String port, int baud, Dtr dtr, Duration quiet, Duration silence, LineFamily line) {
        this(port, baud, dtr, quiet, silence, UNO_BUFFER, USUAL_ANSWER, LineForm.of(line));
    }

    /** The family of its lines. */
    public LineFamily line() {
        return form.family();
    }
}
