package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.config.BrokerConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is logged, where and in which form: {@code log_dest}, {@code log_type}, {@code log_timestamp}, {@code log_timestamp_format}.
 *
 * @param toStdout whether lines go to standard output
 * @param toStderr whether lines go to standard error
 * @param file a file to append to; null for none
 * @param toTopic whether lines are published below {@code $SYS/broker/log}
 * @param types words of {@code log_type}
 * @param timestamp whether lines begin with the time
 * @param timestampFormat in the letters of C's strftime; empty for seconds since 1970
 */
record LogSettings(boolean toStdout, boolean toStderr, Path file, boolean toTopic, Set<String> types,
        boolean timestamp, String timestampFormat) {
    private static final Set<String> USUAL = Set.of("error", "warning", "notice", "information");
    static final Set<String> KNOWN = Set.of("debug", "error", "warning", "notice", "information", "subscribe",
            "unsubscribe", "websockets", "none", "all", "internal");

    /**
     * The settings of a configuration.
     *
     * @param isVerbose {@code -v}: everything, to standard error too
     * @throws WrongConfigurationException for a word that is not known
     */
    static LogSettings of(BrokerConfig.Log log, boolean isVerbose) {
        boolean stdout = false;
        boolean stderr = log.destinations().isEmpty() || isVerbose;
        boolean topic = false;
        Path file = null;
        for (String destination : log.destinations()) {
            switch (destination) {
                case "stdout" -> stdout = true;
                case "stderr", "syslog", "dlt", "android" -> stderr = true; // BrokerFiles says why
                case "topic" -> topic = true;
                case "none" -> stderr = isVerbose;
                default -> {
                    if (!destination.matches("file[ \t]+.+")) {
                        throw new WrongConfigurationException(("Error: Invalid 'log_dest' value (%s).%n"
                                + "Allowed: stdout, stderr, topic, none, file <path>; syslog goes to standard error,"
                                + " where systemd reads it.").formatted(destination), null);
                    }
                    file = Path.of(destination.substring(4).strip());
                }
            }
        }
        return new LogSettings(stdout, stderr, file, topic, types(log.types(), isVerbose), log.timestamp(),
                log.timestampFormat());
    }

    private static Set<String> types(List<String> words, boolean isVerbose) {
        Set<String> types = new HashSet<>();
        for (String word : words) {
            if (!KNOWN.contains(word)) {
                throw new WrongConfigurationException(
                        "Error: Invalid 'log_type' value (%s).%nAllowed: %s.".formatted(word,
                                String.join(", ", KNOWN.stream().sorted().toList())),
                        null);
            }
            types.add(word);
        }
        if (isVerbose || types.contains("all")) {
            return KNOWN;
        }
        return types.contains("none") ? Set.of() : types.isEmpty() ? USUAL : Set.copyOf(types);
    }

    /** Whether lines about single packets are wanted. */
    boolean logsPackets() {
        return types.contains("debug");
    }

    /** What a line begins with: {@code 1700000000: }. */
    String prefix(Instant now) {
        if (!timestamp) {
            return "";
        }
        return (timestampFormat.isEmpty()
                ? Long.toString(now.getEpochSecond())
                : strftime(timestampFormat, now.atZone(ZoneId.systemDefault()))) + ": ";
    }

    /** The letters of C's strftime that log files have; others stand as they are. */
    static String strftime(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char letter = format.charAt(++i);
            out.append(letter == '%'
                    ? "%"
                    : "aAbBdDeFHIjmMpRsSTyYzZ".indexOf(letter) >= 0
                            ? String.format(Locale.ROOT, "%t" + letter, time)
                            : "%" + letter);
        }
        return out.toString();
    }
}
