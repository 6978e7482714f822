package dev.libellule.boards;

import dev.libellule.boards.OutputEntry.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says in plain words what a board file does: what is published when, what is obeyed, and the states of outputs. */
public final class Explanation {
    private final Board board;
    private final List<String> lines = new ArrayList<>();

    private Explanation(Board board) {
        this.board = board;
    }

    /** The lines to show, without ends of line. */
    public static List<String> of(Board board) {
        return new Explanation(board).explain();
    }

    private List<String> explain() {
        lines.add("%s, %s: %s, %s.".formatted(board.id(), board.name(), Models.byName().get(board.model()).title(),
                reached()));
        lines.add("%s is 'online' while it is there%s, else 'offline'; retained.".formatted(board.availability(),
                silence()));
        if (!board.allSignals().isEmpty() || !board.inputs().isEmpty()) {
            lines.add("");
            lines.add("Publishes");
        }
        board.signals().forEach(signal -> signal(signal, "the value " + signal.name()
                + signal.pin().map(pin -> " of pin " + pin).orElse("")));
        for (SensorEntry sensor : board.sensors()) {
            sensor.signals().forEach(signal -> signal(signal,
                    "the %s of the %s at %s, sampled every %s".formatted(signal.name(), sensor.chip(), sensor.at(),
                            Units.text(sensor.every()))));
        }
        board.inputs().forEach(this::input);
        if (!board.outputs().isEmpty()) {
            lines.add("");
            lines.add("Obeys");
        }
        board.outputs().forEach(this::output);
        wires();
        return lines;
    }

    private String reached() {
        return board.serial().map(line -> "on the serial line %s at %d baud".formatted(line.port(), line.baud()))
                .orElseGet(() -> board.mqtt()
                        .map(mqtt -> "which speaks MQTT by itself as '%s'; nothing is sent to it from this file"
                                .formatted(mqtt.clientId()))
                        .orElse("this machine itself: its pins and buses"
                                + (board.provider() == PinProvider.PI4J ? ", through Pi4J's plug-ins" : "")));
    }

    private String silence() {
        return board.serial().map(line -> " and sends a valid line at least every " + Units.text(line.silence()))
                .orElse("");
    }

    private void signal(SignalEntry signal, String what) {
        lines.add("  " + signal.topic() + ": " + what);
        detail("as " + example(signal) + (signal.unit().isEmpty() ? "" : ", in " + signal.unit()));
        if (signal.shape().isLine() || signal.shape().isFilter()) {
            detail("made of the reading: " + shape(signal.shape()));
        }
        if (!signal.range().equals(Range.widest(signal.decimals()))) {
            detail("values outside %s are rejected and counted".formatted(signal.range()));
        }
        if (!signal.telling().stuck().isZero()) {
            detail("the same reading for %s is that of a stuck sensor: rejected, counted, and said in the log"
                    .formatted(Units.text(signal.telling().stuck())));
        }
        detail(when(signal));
        detail("QoS %d, %s".formatted(signal.qos(), signal.retain() ? "retained" : "not retained"));
        if (signal.telling().json()) {
            detail("beside it %s says unit, time, device, place and quality; without a value for %s the quality is old"
                    .formatted(signal.jsonTopic(), Units.text(signal.telling().old())));
        }
        if (signal.telling().properties()) {
            detail("with unit, device, place and time as User Properties, in MQTT 5.0");
        }
        if (signal.telling().keepOffline()) {
            detail("kept without a link: %d messages in all, for %s, priority %d".formatted(
                    board.offline().messages(), Units.text(board.offline().longest()), signal.telling().priority()));
        }
    }

    private static String example(SignalEntry signal) {
        BigDecimal example = signal.range().minimum().signum() <= 0 && signal.range().maximum().doubleValue() >= 20
                ? BigDecimal.valueOf(20)
                : signal.range().maximum();
        return "'" + example.setScale(signal.decimals(), java.math.RoundingMode.DOWN).toPlainString() + "'";
    }

    private static String shape(Shape shape) {
        List<String> steps = new ArrayList<>();
        shape.map().ifPresent(map -> steps.add(map.toString()));
        shape.scale().ifPresent(scale -> steps.add("times " + scale.toPlainString()));
        shape.offset().ifPresent(offset -> steps.add("plus " + offset.toPlainString()));
        if (shape.median() > 1) {
            steps.add("the median of the latest " + shape.median());
        }
        if (shape.mean() > 1) {
            steps.add("the mean of the latest " + shape.mean());
        }
        shape.clamp().ifPresent(clamp -> steps.add("bent into " + clamp));
        shape.round().ifPresent(step -> steps.add("rounded to " + step.toPlainString()));
        return String.join(", ", steps);
    }

    private String when(SignalEntry signal) {
        if (board.mqtt().isPresent()) {
            return "every %s to %s, as its sketch says".formatted(Units.text(signal.min()), Units.text(signal.max()));
        }
        String change = signal.change().amount().signum() == 0 ? "changed" : "changed by " + signal.change();
        String shortest = signal.min().isZero() ? "" : ", not more often than every " + Units.text(signal.min());
        return "when it has %s%s; unchanged every %s, as long as there are fresh values".formatted(change, shortest,
                Units.text(signal.max()));
    }

    private void input(InputEntry input) {
        String where = input.part()
                .map(part -> "line %d of a %s on %s".formatted(part.channel(), part.chip(), part.at()))
                .orElseGet(() -> "GPIO " + input.gpio().orElseThrow());
        lines.add("  %s: the %s %s on %s".formatted(input.topic(), switch (input.as()) {
            case BUTTON -> "contact";
            case PIR -> "motion detector";
            case REED -> "magnetic contact";
            case LEAK -> "water detector";
        }, input.name(), where));
        String reads = "reads " + Words.of(input.active());
        detail(switch (input.as()) {
            case BUTTON -> "'1' while it is closed and %s, else '0'; retained".formatted(reads);
            case PIR ->
                "'1' while there is motion and it %s, else '0'; retained; nothing is believed in the first minute"
                        .formatted(reads);
            case REED -> "'1' while it is open and %s, else '0'; retained".formatted(reads);
            case LEAK -> "'1' while it is wet and %s, else '0'; retained".formatted(reads);
        });
        if (input.json()) {
            detail("beside it %s says time, quality, device and place".formatted(input.jsonTopic()));
        }
        detail("a level counts once it has held for " + Units.text(input.debounce())
                + (input.hold().isZero()
                        ? ""
                        : "; '1' stays for " + Units.text(input.hold()) + " after it was seen last"));
    }

    private void output(OutputEntry output) {
        lines.add("  %s: switches %s%s".formatted(output.topic(), output.name(), where(output)));
        detail("by 1 0, ON OFF, on off, true false, TOGGLE; an empty message asks; retained commands are ignored");
        if (output.isBare()) {
            detail("the state is published on the same topic, as '%s' or '%s', when it changes; not retained"
                    .formatted(output.on(), output.off()));
        } else {
            detail("each is answered on %s with the measured state, '%s' or '%s'; retained".formatted(output.state(),
                    output.on(), output.off()));
        }
        if (output.json()) {
            detail("beside it %s says time, reason, device and place".formatted(output.jsonTopic()));
        }
        if (board.mqtt().isPresent()) {
            detail("its sketch decides how it starts and ends");
            return;
        }
        if (output.active() == Active.LOW) {
            detail("active low: its pin is low while it is on, and high while it is off");
        }
        detail("%s when the gateway starts, %s when it ends%s".formatted(Words.of(output.start()),
                output.exit() == Level.KEEP ? "left as it is" : Words.of(output.exit()),
                board.serial().isPresent() ? ", if the board is there" : ""));
        rules(output.rules());
    }

    private void rules(OutputRules rules) {
        if (board.serial().isPresent()) {
            detail("without a link to the board it does what its sketch says");
        } else {
            detail(rules.withoutLink().state() == Level.KEEP
                    ? "left as it is when the link to whoever commands it is lost"
                    : "%s the link to whoever commands it was lost, once for each outage"
                            .formatted(rules.withoutLink()));
        }
        if (!rules.longestOn().equals(Duration.ZERO)) {
            detail("off after %s on, whoever switched it on".formatted(Units.text(rules.longestOn())));
        }
        if (!rules.shortestOff().equals(Duration.ZERO)) {
            detail("commands to switch on are refused until it was off for " + Units.text(rules.shortestOff()));
        }
        if (!rules.refuseQueued().equals(Duration.ZERO)) {
            detail("commands that come within %s of a resumed session are refused"
                    .formatted(Units.text(rules.refuseQueued())));
        }
    }

    private static String where(OutputEntry output) {
        if (output.gpio().isPresent()) {
            return " on GPIO " + output.gpio().getAsInt();
        }
        return output.command().map(word -> ", by '!%s 1' and '!%s 0' on the line".formatted(word, word)).orElse("")
                + output.pin().map(pin -> " on pin " + pin).orElse("");
    }

    private void wires() {
        Wires wires = Wires.of(board);
        if (wires.all().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Wires");
        wires.all().forEach((pin, parts) -> {
            String place = pin.place().isEmpty() ? "" : ", place " + pin.place() + " of the connector";
            lines.add("  %s%s: %s".formatted(pin.name(), place, String.join(", ", parts)));
            if (!pin.warning().isEmpty()) {
                detail("careful: " + pin.warning());
            }
        });
    }

    private void detail(String text) {
        lines.add("    " + text);
    }
}
