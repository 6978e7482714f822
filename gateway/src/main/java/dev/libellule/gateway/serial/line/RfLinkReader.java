package dev.libellule.gateway.serial.line;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code 20;2D;UPM/Esic;ID=0001;TEMP=00cf;HUM=16;BAT=OK;}: what an RFLink hears on 433 MHz, as {@code UPM_Esic.0001.TEMP}.
 *
 * <p>TEMP and WINCHL, WINTMP are tenths of a degree in hex, the top bit is minus; HUM and a few others are decimal; the other numbers
 * are hex. {@code 20} comes from the RFLink, {@code 11} is its echo, {@code 10} goes to it.
 */
public final class RfLinkReader implements LineReader {
    private static final Pattern LINE = Pattern.compile("(20|11);([0-9A-Fa-f]{2});([^;]*);(.*)");
    private static final Pattern FIELD = Pattern.compile("([A-Z0-9_]+)=([^;=]*)");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{1,8}");
    private static final Set<String> TENTHS_SIGNED = Set.of("TEMP", "WINCHL", "WINTMP");
    /** Tenths, never below zero. */
    private static final Set<String> TENTHS = Set.of("RAIN", "RAINRATE", "WINSP", "AWINSP", "WINGS");
    private static final Set<String> HEXADECIMAL = Set.of("BARO", "UV", "LUX", "RAINTOT", "WATT", "KWATT");
    private static final int MINUS = 0x8000;

    @Override
    public Optional<Line> read(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return Optional.empty();
        }
        List<Line.Pair> pairs = new ArrayList<>();
        String id = "";
        for (String field : parts.group(4).split(";")) {
            Matcher pair = FIELD.matcher(field);
            if (pair.matches() && pair.group(1).equals("ID")) {
                id = Names.level(pair.group(2));
            } else if (pair.matches() && !pair.group(2).isEmpty()) {
                pairs.add(new Line.Pair(pair.group(1), value(pair.group(1), pair.group(2))));
            }
        }
        if (id.isEmpty()) {
            return Optional.of(new Line.Outcome(parts.group(3))); // OK, PONG, CMD UNKNOWN, or its greeting
        }
        String device = Names.level(parts.group(3)) + "." + id + ".";
        return pairs.isEmpty()
                ? Optional.empty()
                : Optional.of(new Line.Values(
                        pairs.stream().map(pair -> new Line.Pair(device + pair.name(), pair.value())).toList()));
    }

    private static String value(String name, String text) {
        if (!HEX.matcher(text).matches()) {
            return text;
        }
        if (TENTHS_SIGNED.contains(name)) {
            int raw = (int) Long.parseLong(text, 16);
            return BigDecimal.valueOf((raw & MINUS) == 0 ? raw : -(raw & (MINUS - 1)), 1).toPlainString();
        }
        if (TENTHS.contains(name)) {
            return BigDecimal.valueOf(Long.parseLong(text, 16), 1).toPlainString();
        }
        return HEXADECIMAL.contains(name) ? Long.toString(Long.parseLong(text, 16)) : text;
    }

    /**
     * A command: {@code NewKaku.00c142.1} and on is {@code 10;NewKaku;00c142;1;ON;}.
     *
     * @param command protocol, id and switch, with a {@code .} between
     */
    public static String command(String command, boolean on) {
        return "10;%s;%s;".formatted(command.replace('.', ';'), on ? "ON" : "OFF");
    }
}
