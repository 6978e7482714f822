package dev.libellule.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.libellule.boards.BoardException;
import dev.libellule.boards.Durations;
import dev.libellule.boards.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What goes wrong and when: a YAML file with a list {@code faults}, or an ordinary week of everything.
 *
 * <pre>
 *   faults:
 *     - {at: 1 d, fault: unplug, board: salon-uno, for: 2 h}
 *     - {at: 2 d, fault: bad-crc, board: pi-salon, signal: temperature, for: 10 min}
 *     - {at: 2026-03-29T01:30:00Z, fault: clock-jump, by: -1 h}
 * </pre>
 *
 * @param faults in the order of their times
 */
public record FaultScript(List<Fault> faults) {
    private static final List<String> KEYS = List.of("at", "fault", "for", "board", "signal", "by");

    public FaultScript {
        faults = faults.stream().sorted(Comparator.comparing(Fault::at)).toList();
    }

    /** Nothing goes wrong. */
    public static FaultScript none() {
        return new FaultScript(List.of());
    }

    /**
     * Reads a script.
     *
     * @param start the moment that real times are counted from
     * @throws IllegalArgumentException with the entry, the key, what was seen and what is allowed
     */
    public static FaultScript load(Path file, Instant start) {
        try {
            return parse(file.toString(), Files.readString(file), start);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be read; check path and rights".formatted(file), e);
        }
    }

    static FaultScript parse(String file, String yaml, Instant start) {
        JsonNode root;
        try {
            root = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s:%d: not YAML: %s".formatted(file, e.getLocation().getLineNr(),
                    e.getOriginalMessage().lines().findFirst().orElse("")), e);
        }
        JsonNode list = root.path("faults");
        if (!list.isArray() || root.size() != 1) {
            throw new IllegalArgumentException(
                    file + ": must be one list 'faults', such as 'faults: [{at: 1 d, fault: broker-kill, for: 30 s}]'");
        }
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                faults.add(fault(list.get(i), start));
            } catch (BoardException e) {
                throw new IllegalArgumentException("%s: faults[%d].%s".formatted(file, i, e.getMessage()), e);
            }
        }
        return new FaultScript(faults);
    }

    private static Fault fault(JsonNode entry, Instant start) {
        for (Iterator<String> keys = entry.fieldNames(); keys.hasNext();) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new BoardException(key, "unknown key%s Allowed: %s".formatted(
                        Nearest.word(key, KEYS).map(word -> "; did you mean '" + word + "'?").orElse("."),
                        String.join(", ", KEYS)));
            }
        }
        Fault.Kind kind = kind(entry.path("fault").asText());
        String board = entry.path("board").asText();
        if (kind.isOfABoard() == board.isEmpty()) {
            throw new BoardException("board", kind.isOfABoard()
                    ? "is missing; a %s happens to one board".formatted(kind.word())
                    : "a %s happens to all boards; leave the key out".formatted(kind.word()));
        }
        String by = entry.path("by").asText();
        boolean isBack = by.startsWith("-");
        Duration jump = by.isEmpty() ? Duration.ZERO : Durations.parse("by", isBack ? by.substring(1).strip() : by);
        if (kind == Fault.Kind.CLOCK_JUMP == jump.isZero()) {
            throw new BoardException("by", "goes with clock-jump, and with nothing else; such as -1 h");
        }
        String lasts = entry.path("for").asText();
        return new Fault(at(entry.path("at").asText(), start), kind,
                lasts.isEmpty() ? Duration.ZERO : Durations.parse("for", lasts), board, entry.path("signal").asText(),
                isBack ? jump.negated() : jump);
    }

    private static Fault.Kind kind(String text) {
        List<String> words = Stream.of(Fault.Kind.values()).map(Fault.Kind::word).toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw new BoardException("fault", "unknown value '%s'%s Allowed: %s".formatted(text,
                    Nearest.word(text, words).map(word -> "; did you mean '" + word + "'?").orElse("."),
                    String.join(", ", words)));
        }
        return Fault.Kind.values()[index];
    }

    /** A time since the start, or a real one. */
    private static Duration at(String text, Instant start) {
        if (text.matches("\\d{4}-.*")) {
            try {
                return Duration.between(start, Instant.parse(text));
            } catch (DateTimeParseException e) {
                throw new BoardException("at",
                        "'%s' is no time in UTC; write it as 2026-03-29T01:30:00Z".formatted(text));
            }
        }
        return Durations.parse("at", text);
    }

    /**
     * An ordinary bad week, by chance: each kind of fault for each board that it can happen to.
     *
     * @param length the faults begin in the first nine tenths of it
     * @param suffers for each board, by its id, what can happen to it
     */
    public static FaultScript ordinary(long seed, Duration length, List<Suffering> suffers) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> faults = new ArrayList<>();
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (!kind.isOfABoard()) {
                faults.add(any(random, length, kind, "",
                        kind == Fault.Kind.CLOCK_JUMP ? Duration.ofHours(-1) : Duration.ZERO));
            }
        }
        for (Suffering suffering : suffers) {
            for (Fault.Kind kind : suffering.kinds()) {
                Fault fault = any(random, length, kind, suffering.board(), Duration.ZERO);
                faults.add(fault.of(suffering.signal()));
            }
        }
        return new FaultScript(faults);
    }

    /**
     * What can happen to a board, or to one of its chips.
     *
     * @param signal of the chip; empty for the board
     */
    public record Suffering(String board, String signal, List<Fault.Kind> kinds) {}

    private static Fault any(SplittableRandom random, Duration length, Fault.Kind kind, String board, Duration by) {
        long atMinutes = random.nextLong(length.toMinutes() / 20, length.toMinutes() * 9 / 10);
        long mostMinutes = Math.clamp(switch (kind) {
            case BROKER_KILL -> 2;
            case BAD_CRC -> 60;
            case BROWN_OUT -> 1;
            case UNPLUG, LINK_LOSS, SLOW_UPSTREAM, FULL_DISK -> 180;
            case STUCK, UPSTREAM_LOSS -> 480;
            case CLOCK_JUMP -> 0;
        }, 0, Math.max(1, length.toMinutes() / 10));
        long lastsMinutes = mostMinutes == 0 ? 0 : random.nextLong((mostMinutes + 1) / 2, mostMinutes + 1);
        return new Fault(Duration.ofMinutes(atMinutes), kind, Duration.ofMinutes(lastsMinutes), board, "", by);
    }
}
