package dev.libellule.gateway.serial.line;

import dev.libellule.boards.LineForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of one board: first our own form, then the readers of its family, or with {@code auto} all of them, those with the
 * most telling shape first. What none of them knows is a {@link Line.Remark}. Not thread-safe.
 */
public final class LineParser {
    private static final Pattern SEALED = Pattern.compile("(.+)\\*([0-9A-Fa-f]{4})");

    private final CompactForm compact = new CompactForm();
    private final List<LineReader> readers;
    private boolean requiresCrc;

    /** A parser of lines that are read so. */
    public LineParser(LineForm form) {
        readers = readers(form);
    }

    private static List<LineReader> readers(LineForm form) {
        return switch (form.family()) {
            case AUTO -> all(form);
            case PAIRS -> List.of(new PairsReader());
            case NODE_PAIRS -> List.of(new NodePairsReader());
            case CSV -> List.of(new CsvReader(form.columns()));
            case TOPIC_PAYLOAD -> List.of(new TopicReader());
            case PLAIN -> List.of(new PlainReader());
            case JSON -> List.of(new JsonReader(form.depth()));
            case SERIAL2MQTT -> List.of(new Serial2MqttReader());
            case MYSENSORS -> List.of(new MySensorsReader());
            case RFLINK -> List.of(new RfLinkReader());
            case INFLUX -> List.of(new InfluxReader());
            case NMEA -> List.of(new NmeaReader(form.columns()));
            case FIRMATA, MQTT -> List.of();
        };
    }

    private static List<LineReader> all(LineForm form) {
        List<LineReader> all = new ArrayList<>();
        if (!form.columns().isEmpty()) {
            all.add(new CsvReader(form.columns()));
        }
        all.addAll(List.of(new Serial2MqttReader(), new JsonReader(form.depth()), new MySensorsReader(),
                new RfLinkReader(), new NmeaReader(form.columns()), new PlainReader(), new TopicReader(),
                new NodePairsReader(), new PairsReader(), new InfluxReader()));
        return List.copyOf(all);
    }

    /**
     * What the board has said of its own lines.
     *
     * @param crc each of them carries a check sum: one without is broken
     * @param credit it says how many bytes it can take
     */
    public void agree(boolean crc, boolean credit) {
        requiresCrc = crc;
        compact.takesCredit(credit);
    }

    /** Whether a line carries a check sum, right or wrong. */
    public static boolean isSealed(String text) {
        return SEALED.matcher(text.strip()).matches();
    }

    /** Reads one line, without its end. Throws nothing, whatever is in it. */
    public Line parse(String text) {
        String line = text.strip();
        if (line.isEmpty()) {
            return new Line.Remark("");
        }
        Matcher sum = SEALED.matcher(line);
        if (!sum.matches()) {
            Line read = read(line);
            boolean isPromised = requiresCrc && !(read instanceof Line.Remark)
                    || read instanceof Line.Hello(_, String more) && HelloText.of(more).crc();
            return isPromised ? new Line.Damaged("it has no check sum, but the board said crc") : read;
        }
        if (Integer.parseInt(sum.group(2), 16) != Crc16.of(sum.group(1))) {
            return new Line.Damaged("check sum %s, should be %04X".formatted(sum.group(2), Crc16.of(sum.group(1))));
        }
        return read(sum.group(1).strip());
    }

    private Line read(String line) {
        if (line.isEmpty()) {
            return new Line.Remark("");
        }
        Optional<Line> own = compact.read(line);
        if (own.isPresent()) {
            return own.get();
        }
        for (LineReader reader : readers) {
            Optional<Line> read = reader.read(line);
            if (read.isPresent()) {
                return read.get();
            }
        }
        return new Line.Remark(line);
    }
}
