package dev.libellule.boards;

import dev.libellule.boards.Models.Reached;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.boards.SerialLine.LineFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns the tree of one file into a {@link Board}: the keys, their defaults, and which fit which kind of board. */
final class BoardReader {
    private static final String DEFAULT_BASE = "maison";

    private final Problems problems;
    private Reached reached = Reached.PINS;

    BoardReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads the root section. Throws a {@link BoardFileException} with all that is wrong. */
    Board read(Yaml.Fields root) {
        Section file = new Section(problems, root, "");
        file.allow(Keys.BOARD);
        String id = file.required("board", "salon-uno", Values.checked(Checks::deviceId)).orElse("board");
        String name = file.value("name", id, Values.text(Checks.LONGEST_TEXT));
        String model = file.required("model", "arduino-uno", Values::model).orElse(Models.OTHER);
        String base = file.value("base", DEFAULT_BASE, Values.checked(Checks::level));
        String place = file.value("place", id, Values.checked(Checks::level));
        String availability = file.value("availability", base + "/" + id + "/$etat", Values.checked(Checks::topic));
        Optional<SerialLine> serial = file.section("serial").flatMap(this::serial);
        Optional<MqttLink> mqtt = file.section("mqtt").flatMap(section -> mqtt(section, id));
        reached = file.has("serial") ? Reached.SERIAL : file.has("mqtt") ? Reached.MQTT : Reached.PINS;
        checkParts(file, Models.byName().get(model), serial);
        PinProvider provider = file.value("provider", PinProvider.KERNEL, Values.word(PinProvider.class));
        Offline offline = file.section("offline").flatMap(BoardReader::offline).orElse(Offline.USUAL);
        EntryReader entries = new EntryReader(reached, base + "/" + place + "/",
                Optional.ofNullable(Pinouts.byModel().get(model)));
        List<SignalEntry> signals = entries.signals(file);
        List<SensorEntry> sensors = entries.sensors(file);
        List<OutputEntry> outputs = entries.outputs(file);
        List<InputEntry> inputs = entries.inputs(file);
        for (Conflicts.Conflict conflict : Conflicts.find(availability, serial, signals, sensors, outputs, inputs,
                entries::pathOf)) {
            problems.addAt(conflict.path(), conflict.message(problems.lineNote(conflict.otherPath())));
        }
        problems.throwIfAny();
        return new Board(id, name, model, base, place, availability, serial, mqtt, provider, offline, signals, sensors,
                outputs,
                inputs);
    }

    private static Optional<Offline> offline(Section in) {
        in.allow(Keys.OFFLINE);
        int messages = in.value("messages", Offline.USUAL.messages(), Values.between(1, Offline.MOST_MESSAGES));
        Duration longest = in.value("longest", Offline.USUAL.longest(),
                Values.between(Offline.SHORTEST, Offline.LONGEST));
        Offline.Drop drop = in.value("drop", Offline.USUAL.drop(), Values.word(Offline.Drop.class));
        return Values.made(in, () -> new Offline(messages, longest, drop));
    }

    /** Which parts belong together: by its model, and by how it is reached. */
    private void checkParts(Section file, Models.Model model, Optional<SerialLine> serial) {
        if (file.has("serial") && file.has("mqtt")) {
            file.refuse("mqtt", "a board has either 'serial' or 'mqtt'; leave one out");
        } else if (model.reached() != Reached.ANY && model.reached() != reached) {
            file.refuse("model",
                    "'%s' %s, but this file %s".formatted(model.name(), model.reached().described(), has(reached)));
        }
        if (reached == Reached.PINS && file.has("signals")) {
            file.refuse("signals", "only for a board with a 'serial' or 'mqtt' section; "
                    + "for a chip write them inside its entry of 'sensors'");
        }
        if (reached != Reached.PINS && file.has("sensors")) {
            file.refuse("sensors",
                    "only for a board with buses of its own; what comes by a serial line or MQTT is 'signals'");
        }
        if (reached != Reached.PINS && file.has("inputs")) {
            file.refuse("inputs",
                    "only for a board with pins of its own; what comes by a serial line or MQTT is 'signals'");
        }
        if (reached != Reached.PINS && file.has("offline")) {
            file.refuse("offline", "only for a board with pins of its own, which 'libellule node' runs");
        }
        if (reached != Reached.PINS && file.has("provider")) {
            file.refuse("provider", "only for a board with pins of its own");
        }
        if (!serial.map(BoardReader::speaksForItself).orElse(false)
                && List.of("signals", "sensors", "outputs", "inputs").stream().noneMatch(file::has)) {
            file.refuse("", "the board does nothing; give at least one of signals, sensors, outputs, inputs");
        }
    }

    /** A line that needs no signals: the board publishes by itself, or all that it says is published. */
    private static boolean speaksForItself(SerialLine serial) {
        return serial.form().others() == LineForm.Others.PUBLISH || serial.line() == LineFamily.MQTT;
    }

    private static String has(Reached reached) {
        return reached == Reached.PINS ? "has neither 'serial' nor 'mqtt'" : "has '" + Words.of(reached) + "'";
    }

    private Optional<SerialLine> serial(Section in) {
        in.allow(Keys.SERIAL);
        Optional<String> port = in.required("port", "/dev/ttyACM0", (_, text) -> text);
        int baud = in.value("baud", 115_200, Values.between(SerialLine.SLOWEST, SerialLine.FASTEST));
        Dtr dtr = in.value("dtr", Dtr.WAIT, Values.word(Dtr.class));
        Duration quiet = in.value("quiet", Duration.ofSeconds(2),
                Values.between(Duration.ZERO, SerialLine.LONGEST_QUIET));
        Duration silence = in.value("silence", Duration.ofSeconds(30),
                Values.between(SerialLine.SHORTEST_SILENCE, SerialLine.LONGEST_SILENCE));
        int buffer = in.value("buffer", SerialLine.UNO_BUFFER,
                Values.between(SerialLine.SMALLEST_BUFFER, SerialLine.LARGEST_BUFFER));
        Duration answer = in.value("answer", SerialLine.USUAL_ANSWER,
                Values.between(SerialLine.SHORTEST_ANSWER, SerialLine.LONGEST_ANSWER));
        Optional<LineForm> form = lineForm(in);
        return port.flatMap(path -> form.flatMap(lines -> Values.made(in,
                () -> new SerialLine(path, baud, dtr, quiet, silence, buffer, answer, lines))));
    }

    private static Optional<LineForm> lineForm(Section in) {
        LineFamily line = in.value("line", LineFamily.AUTO, Values.word(LineFamily.class));
        List<String> columns = in.value("columns", List.of(),
                (_, text) -> List.of(text.strip().split("\\s*[,;]\\s*|\\s+")));
        int depth = in.value("depth", LineForm.USUAL_DEPTH, Values.between(1, LineForm.DEEPEST));
        LineForm.Others others = in.value("others", LineForm.Others.IGNORE, Values.word(LineForm.Others.class));
        String prefix = in.value("prefix", "", Values.checked(Checks::topic));
        return Values.made(in, () -> new LineForm(line, columns, depth, others, prefix));
    }

    private Optional<MqttLink> mqtt(Section in, String id) {
        in.allow(Keys.MQTT);
        String clientId = in.value("client-id", id, Values.text(Checks.LONGEST_TEXT));
        String username = in.value("username", "", Values.text(Checks.LONGEST_TEXT));
        return Values.made(in, () -> new MqttLink(clientId, username));
    }
}
