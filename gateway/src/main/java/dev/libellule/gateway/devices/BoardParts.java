package dev.libellule.gateway.devices;

import dev.libellule.boards.Board;
import dev.libellule.boards.InputEntry;
import dev.libellule.boards.Offline;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.OutputPart;
import dev.libellule.boards.OutputRules;
import dev.libellule.boards.Shape;
import dev.libellule.boards.SignalEntry;
import dev.libellule.boards.Telling;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.Conversion;
import dev.libellule.device.node.Details;
import dev.libellule.device.node.Filter;
import dev.libellule.device.node.OfflineRing;
import dev.libellule.device.node.Signal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The entries of a board file as parts of a node. What a key means, {@code board-configs/README.md} says. */
public final class BoardParts {
    /** Of a text payload, on the average; a value is 12 bytes at most, a message of JSON some 100. */
    private static final int BYTES_PER_MESSAGE = 64;

    private BoardParts() {}

    /** A signal whose values come as texts and are converted and scaled by its entry. */
    public static Signal signal(Board board, SignalEntry entry) {
        Signal signal = new Signal(entry.topic(), entry.decimals()).range(entry.scaledMinimum(), entry.scaledMaximum())
                .intervalsMillis((int) entry.min().toMillis(), (int) entry.max().toMillis()).qos(entry.qos())
                .retain(entry.retain());
        if (entry.change().isPercent()) {
            signal.deadBandPerMille(entry.changeHundredthsOfPercent() / 10);
        } else {
            signal.deadBand(entry.scaledChange());
        }
        if (entry.shape().isFilter()) {
            signal.filter(filter(entry));
        }
        tell(board, entry, signal);
        return signal;
    }

    /** A signal whose values come as scaled ints, by {@link Signal#offerRaw}. */
    public static Signal signal(Board board, SignalEntry entry, int rawDecimals) {
        Signal signal = signal(board, entry);
        if (entry.shape().isLine()) {
            Shape.Line line = entry.shape().line(rawDecimals, entry.decimals());
            signal.convert(new Conversion(line.origin(), line.numerator(), line.denominator(), line.base()));
        }
        return signal;
    }

    private static Filter filter(SignalEntry entry) {
        Shape shape = entry.shape();
        Filter filter = new Filter(shape.median(), shape.mean());
        shape.clamp().ifPresent(clamp -> filter.clamp(scaled(clamp.minimum(), entry, RoundingMode.CEILING),
                scaled(clamp.maximum(), entry, RoundingMode.FLOOR)));
        shape.round().ifPresent(step -> filter.roundTo(scaled(step, entry, RoundingMode.UNNECESSARY)));
        return filter;
    }

    private static int scaled(BigDecimal value, SignalEntry entry, RoundingMode mode) {
        return value.movePointRight(entry.decimals()).setScale(0, mode).intValueExact();
    }

    private static void tell(Board board, SignalEntry entry, Signal signal) {
        Telling telling = entry.telling();
        signal.oldAfterMillis((int) telling.old().toMillis()).stuckAfterMillis((int) telling.stuck().toMillis());
        if (telling.json() || telling.properties()) {
            Details details = new Details(entry.unit(), board.id(), board.place());
            if (telling.json()) {
                details.asJson();
            }
            if (telling.properties()) {
                details.asProperties();
            }
            signal.details(details);
        }
        if (telling.keepOffline()) {
            signal.keepOffline(telling.priority());
        }
    }

    /** The state of an input: 1 or 0, retained. */
    public static Signal signal(Board board, InputEntry entry) {
        Signal signal = new Signal(entry.topic(), 0).retain(true);
        return entry.json() ? signal.details(new Details("", board.id(), board.place()).asJson()) : signal;
    }

    /** A command on the topics of its entry: an output that is on or off. */
    public static Command command(Board board, OutputEntry entry, Actuator actuator) {
        CommandTable table = table(entry);
        boolean isSwitch = entry.kind() == OutputPart.Kind.SWITCH;
        if (isSwitch) {
            addUnknown(table, entry.on(), 1);
            addUnknown(table, entry.off(), 0);
        }
        OutputRules rules = entry.rules();
        Command command = new Command(entry.topic(), entry.state(), actuator, table).qos(entry.qos())
                .longestOn((int) rules.longestOn().toMillis()).shortestOff((int) rules.shortestOff().toMillis())
                .refuseQueued((int) rules.refuseQueued().toMillis());
        if (rules.withoutLink().state() != OutputEntry.Level.KEEP) {
            command.lifeLine(valueOf(table, rules.withoutLink().state().name()),
                    (int) rules.withoutLink().after().toMillis());
        }
        if (entry.json()) {
            command.details(new Details("", board.id(), board.place()).asJson());
        }
        return isSwitch ? command.stateTexts(entry.on(), entry.off()) : command;
    }

    private static CommandTable table(OutputEntry entry) {
        return switch (entry.kind()) {
            case SWITCH, TEXT -> CommandTable.onOff();
            case DIMMER -> CommandTable.dimmer(0, 100);
            case SERVO -> CommandTable.dimmer(0, 180);
            case TONE -> CommandTable.dimmer(0, 20_000);
            case RGB -> CommandTable.colour();
        };
    }

    private static int valueOf(CommandTable table, String word) {
        byte[] text = word.getBytes(StandardCharsets.UTF_8);
        return table.value(text, 0, text.length, 0);
    }

    /** The words of the state are commands too, unless they mean something already: {@code "0"} is off, whatever is published for on. */
    private static void addUnknown(CommandTable table, String word, int value) {
        if (valueOf(table, word) == CommandTable.UNKNOWN) {
            table.word(word, value);
        }
    }

    /** What a board keeps without a link; null if none of its signals is kept. */
    public static OfflineRing ring(Board board) {
        List<SignalEntry> kept = board.allSignals().stream().filter(entry -> entry.telling().keepOffline()).toList();
        if (kept.isEmpty()) {
            return null;
        }
        Offline offline = board.offline();
        int each = kept.stream().anyMatch(entry -> entry.telling().json()) ? 2 * BYTES_PER_MESSAGE : BYTES_PER_MESSAGE;
        byte[] memory = new byte[offline.messages() * each];
        OfflineRing ring = offline.drop() == Offline.Drop.OLDEST
                ? OfflineRing.droppingOldest(memory, offline.messages())
                : OfflineRing.droppingLowestPriority(memory, offline.messages());
        return ring.longestAgeMillis((int) offline.longest().toMillis());
    }
}
