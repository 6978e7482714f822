package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SignalEntry;
import dev.libellule.gateway.serial.firmata.Firmata;
import dev.libellule.gateway.serial.firmata.FirmataParser;
import dev.libellule.gateway.serial.line.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tinylog.Logger;

/**
 * A talk with a board that runs StandardFirmata: signals are its pins ({@code A0}, {@code D2}), outputs too ({@code D13},
 * {@code D9.pwm} in percent, {@code D10.servo} in degrees). The reader's thread, but for {@link #send}.
 */
final class FirmataTalk implements PortThread.Talk, FirmataParser.Listener {
    private static final Pattern PIN = Pattern.compile("([AD])(\\d{1,2})(?:\\.(pwm|servo))?");
    private static final Pattern COMMAND = Pattern.compile("!D(\\d{1,2})(?:\\.(pwm|servo))? (\\?|\\d{1,9}) #\\d+");
    private static final int SAMPLING_MILLIS = 200;
    private static final int FULL_PWM = 255;
    private static final int FULL_PERCENT = 100;
    private static final long LATE_ANSWER_NANOS = 5_000_000_000L;
    private static final int QUESTIONS = 3; // in the time of silence: a board whose pins do not change says nothing

    private final Board board;
    private final SerialLine line;
    private final BoardDesk desk;
    private final LineSender sender;
    private final PortCounters counters;
    private final Presence presence;
    private final FirmataParser parser = new FirmataParser(this);
    private final long questionNanos;
    private List<Integer> pinsOfChannels = List.of();
    private long askedNanos;
    private long firmwareAskedNanos;
    private long analogNanos;
    private long forgottenNanos; // when a pin was found in another mode
    private long settingUpNanos; // when the setting up of its pins began
    private volatile boolean isSetUp; // set on the node's thread too
    private String problem = "";
    private String portName = "";

    FirmataTalk(Board board, BoardDesk desk, LineSender sender, PortCounters counters) {
        this.board = board;
        this.desk = desk;
        this.sender = sender;
        this.counters = counters;
        line = board.serial().orElseThrow();
        presence = new Presence(line.quiet().toMillis(), line.silence().toMillis());
        questionNanos = line.silence().toNanos() / QUESTIONS;
    }

    /** A pin as a name says it. */
    private record Pin(boolean isAnalog, int number, String kind) {
        static Optional<Pin> of(String name) {
            Matcher pin = PIN.matcher(name);
            return pin.matches()
                    ? Optional.of(new Pin(pin.group(1).equals("A"), Integer.parseInt(pin.group(2)),
                            pin.group(3) == null ? "" : pin.group(3)))
                    : Optional.empty();
        }
    }

    @Override
    public void opened(Port port) {
        problem = "";
        portName = port.name();
        Logger.info("board {} is on {} at {} baud", board.id(), portName, line.baud());
        counters.opened.increment();
        counters.state("open " + portName);
        parser.restart();
        isSetUp = false;
        sender.opened(port);
        presence.opened(System.nanoTime());
        analogNanos = System.nanoTime();
        forgottenNanos = analogNanos - LATE_ANSWER_NANOS;
        turn(); // without a quiet time the first bytes count
    }

    @Override
    public void received(byte[] bytes, int count) {
        counters.bytesReceived.add(count);
        parser.accept(bytes, count);
        counters.spoilt(0, parser.damaged(), 0);
    }

    @Override
    public void turn() {
        long now = System.nanoTime();
        switch (presence.turn(now)) {
            case TALK -> {
                sender.sendNow(Firmata.askVersion());
                sender.sendNow(Firmata.askFirmware());
                askedNanos = now;
                firmwareAskedNanos = now;
            }
            case SILENT -> {
                Logger.warn("board {} is offline: it has said nothing in Firmata for {} s; does it run StandardFirmata,"
                        + " at {} baud?", board.id(), line.silence().toSeconds(), line.baud());
                counters.state("silent " + portName);
                isSetUp = false;
                desk.lost();
            }
            default -> {
                if (desk.isSettingUp() && now - settingUpNanos > LATE_ANSWER_NANOS) {
                    desk.setSettingUp(false); // the line has lost an answer: what is held is tried
                    if (isSetUp) {
                        desk.boardRestarted();
                    }
                }
                if (now - askedNanos >= questionNanos) {
                    askedNanos = now;
                    if (isSetUp && !isMute(now)) {
                        sender.sendNow(Firmata.askVersion());
                        desk.askNextOutput(); // it may have forgotten what it was told
                    } else {
                        sender.sendNow(Firmata.askFirmware());
                        firmwareAskedNanos = isSetUp ? firmwareAskedNanos : now;
                    }
                }
            }
        }
    }

    /** What the board is told from now on is held until its pins are set up. */
    private void beginSettingUp() {
        settingUpNanos = System.nanoTime();
        desk.setSettingUp(true);
    }

    /** It answers, but its channels are silent: it was reset, and the line has lost what it said then. */
    private boolean isMute(long now) {
        return now - analogNanos > questionNanos
                && board.signals().stream().anyMatch(signal -> signal.name().startsWith("A"));
    }

    @Override
    public void closed() {
        sender.closed();
        desk.lost();
    }

    @Override
    public void problem(String message) {
        if (!message.equals(problem)) {
            Logger.warn("board {} is offline: {}; trying again", board.id(), message);
            counters.state("closed: " + message);
            desk.reportSoon();
        }
        problem = message;
    }

    private boolean valid() {
        counters.lines.increment();
        counters.data.increment();
        return presence.valid(System.nanoTime());
    }

    @Override
    public void version(int major, int minor) {
        valid();
    }

    /** The board has started, or answers: its pins are set up, for it may have forgotten them. */
    @Override
    public void firmware(String name, int major, int minor) {
        presence.greeted(true);
        if (isSetUp && System.nanoTime() - firmwareAskedNanos > LATE_ANSWER_NANOS) {
            counters.resets.increment();
            Logger.warn("board {} was reset, or lost its power for a moment", board.id());
        }
        if (valid()) {
            beginSettingUp();
            Logger.info("board {} runs {} {}.{}", board.id(), name, major, minor);
            desk.publishHello("firmata " + name);
            sender.sendNow(Firmata.askCapabilities());
            sender.sendNow(Firmata.askAnalogMapping());
        }
    }

    @Override
    public void capabilities(Map<Integer, Map<Integer, Integer>> modes) {
        valid();
        for (OutputEntry output : board.outputs()) {
            Pin.of(output.command().orElse(output.name())).ifPresentOrElse(pin -> check(output.name(), pin, modes),
                    () -> Logger.warn("board {}: '{}' is no pin; write D13, D9.pwm or D10.servo", board.id(),
                            output.command().orElse(output.name())));
        }
    }

    private void check(String output, Pin pin, Map<Integer, Map<Integer, Integer>> modes) {
        if (!modes.getOrDefault(pin.number(), Map.of()).containsKey(mode(pin.kind()))) {
            Logger.warn("board {}: pin {} cannot do what output '{}' wants of it", board.id(), pin.number(), output);
        }
    }

    private static int mode(String kind) {
        return switch (kind) {
            case "pwm" -> Firmata.MODE_PWM;
            case "servo" -> Firmata.MODE_SERVO;
            default -> Firmata.MODE_OUTPUT;
        };
    }

    @Override
    public void analogMapping(List<Integer> newPinsOfChannels) {
        pinsOfChannels = newPinsOfChannels;
        if (valid()) {
            desk.post(this::setUp);
        }
    }

    /** Pins for what the board file wants of them. The node's thread, which may wait for room in the board. */
    private void setUp() {
        List<byte[]> messages = new ArrayList<>();
        messages.add(Firmata.samplingInterval(SAMPLING_MILLIS));
        for (SignalEntry signal : board.signals()) {
            Pin.of(signal.name()).ifPresentOrElse(pin -> {
                int number = pin.isAnalog() && pin.number() < pinsOfChannels.size()
                        ? pinsOfChannels.get(pin.number())
                        : pin.number();
                messages.add(Firmata.setMode(number, pin.isAnalog() ? Firmata.MODE_ANALOG : Firmata.MODE_INPUT));
                messages.add(pin.isAnalog()
                        ? Firmata.reportAnalog(pin.number())
                        : Firmata.reportDigital(pin.number() / 8));
            }, () -> Logger.warn("board {}: signal '{}' is no pin; write A0 or D2", board.id(), signal.name()));
        }
        for (OutputEntry output : board.outputs()) {
            Pin.of(output.command().orElse(output.name()))
                    .ifPresent(pin -> messages.add(Firmata.setMode(pin.number(), mode(pin.kind()))));
        }
        boolean isSent = messages.stream().allMatch(sender::send);
        if (isSent) {
            boolean isAgain = isSetUp;
            isSetUp = true;
            desk.setSettingUp(false);
            counters.state("open " + portName);
            desk.setReachable(true);
            if (isAgain) {
                desk.boardRestarted(); // its pins were as after power-on
            }
        }
    }

    @Override
    public void analog(int channel, int value) {
        analogNanos = System.nanoTime();
        if (valid()) {
            offer("A" + channel, value);
        }
    }

    @Override
    public void digital(int port, int levels) {
        if (valid()) {
            for (int bit = 0; bit < 8; bit++) {
                offer("D" + (port * 8 + bit), levels >> bit & 1);
            }
        }
    }

    private void offer(String pin, int value) {
        if (board.signals().stream().anyMatch(signal -> signal.name().equals(pin))) {
            desk.values(List.of(new Line.Pair(pin, Integer.toString(value))));
        }
    }

    /** A pin as the board says it was set: the answer to our command. */
    @Override
    public void pinState(int pin, int mode, int state) {
        valid();
        for (OutputEntry output : board.outputs()) {
            String command = output.command().orElse(output.name());
            Pin.of(command).filter(wanted -> wanted.number() == pin && !wanted.isAnalog()).ifPresent(wanted -> {
                boolean isOurs = mode == mode(wanted.kind());
                int value = isOurs ? value(wanted.kind(), state) : 0;
                if (!isOurs) {
                    forgotten();
                }
                desk.answered(new Line.Answer(command, Integer.toString(value), Line.Answer.NO_ID));
            });
        }
    }

    /** A pin is not for what it was set up for. Called before its answer is handed on: who waits for it holds the command then. */
    private void forgotten() {
        beginSettingUp();
        if (isSetUp && System.nanoTime() - forgottenNanos > LATE_ANSWER_NANOS) {
            forgottenNanos = System.nanoTime();
            sender.sendNow(Firmata.askFirmware()); // reset, and the line lost what it said: its pins are set up again
        }
    }

    /** What a pin was set to, in the unit of its output. */
    private static int value(String kind, int state) {
        return switch (kind) {
            case "pwm" -> Math.round((float) state * FULL_PERCENT / FULL_PWM);
            case "servo" -> state;
            default -> state == 0 ? 0 : 1;
        };
    }

    @Override
    public void text(String text) {
        counters.log.increment();
        desk.publishLog(text);
    }

    /** Sends a command that is written as in our own form: {@code !D13 1 #17}. The node's thread. */
    static boolean send(LineSender sender, String text) {
        Matcher command = COMMAND.matcher(text);
        if (!command.matches()) {
            return false;
        }
        int pin = Integer.parseInt(command.group(1));
        if (!command.group(3).equals("?")) {
            int value = Integer.parseInt(command.group(3));
            byte[] message = switch (command.group(2)) {
                case "pwm" -> Firmata.setAnalog(pin, Math.round((float) value * FULL_PWM / FULL_PERCENT));
                case "servo" -> Firmata.setAnalog(pin, value);
                case null, default -> Firmata.setDigital(pin, value != 0);
            };
            if (!sender.send(message)) {
                return false;
            }
        }
        return sender.send(Firmata.askPinState(pin));
    }
}
