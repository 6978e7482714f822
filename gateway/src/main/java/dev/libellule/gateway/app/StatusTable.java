package dev.libellule.gateway.app;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a broker says of itself and its bridges below {@code $SYS}, as a table for people. Another broker's has less in it. */
final class StatusTable {
    private static final String BROKER = "$SYS/broker/";
    private static final String BRIDGES = BROKER + "connection/";
    private static final List<String> HEAD = List.of("Bridge", "State", "Since", "Sent", "Received", "Waiting",
            "Oldest", "Holds", "Dropped");

    private final Map<String, String> values;
    private final Instant now;
    private final List<String> names;

    /** @param values by topic */
    StatusTable(Map<String, String> values, Instant now) {
        this.values = values;
        this.now = now;
        TreeSet<String> found = new TreeSet<>();
        for (String topic : values.keySet()) {
            String rest = topic.startsWith(BRIDGES) ? topic.substring(BRIDGES.length()) : "";
            for (String ending : List.of("/state", "/status")) {
                if (rest.endsWith(ending)) {
                    found.add(rest.substring(0, rest.length() - ending.length()));
                }
            }
        }
        names = List.copyOf(found);
    }

    private String value(String name, String level) {
        return values.getOrDefault(BRIDGES + name + "/" + level, "");
    }

    private String state(String name) {
        String status = value(name, "status");
        return status.isEmpty() ? value(name, "state").equals("1") ? "online" : "offline" : status;
    }

    /** Whether what is to be kept is kept, and every bridge is connected, or has nothing to do. */
    boolean isAllWell() {
        return storeFailure().isEmpty()
                && names.stream().map(this::state).allMatch(state -> state.equals("online") || state.equals("resting"));
    }

    String text() {
        StringBuilder text = new StringBuilder("Broker: ").append(values.getOrDefault(BROKER + "version", "?"));
        String uptime = values.getOrDefault(BROKER + "uptime", "").replaceAll("\\D", "");
        if (!uptime.isEmpty()) {
            text.append(", up ").append(span(Long.parseLong(uptime)));
        }
        String clients = values.getOrDefault(BROKER + "clients/connected", "");
        text.append(clients.isEmpty() ? "\n" : ", " + clients + " clients connected\n");
        appendDisk(text);
        if (names.isEmpty()) {
            return text.append("Bridges: none\n").toString();
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        names.forEach(name -> rows.add(row(name)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int line = 0; line < rows.size(); line++) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                out.append(("%-" + (widths[i] + 2) + "s").formatted(rows.get(line).get(i)));
            }
            text.append(out.toString().stripTrailing()).append('\n');
            if (line > 0) {
                appendNotes(text, names.get(line - 1));
            }
        }
        return text.toString();
    }

    /** Nothing for a broker that keeps all in memory, or does not say. */
    private void appendDisk(StringBuilder text) {
        if (!storeFailure().isEmpty()) {
            text.append("Store: NOTHING IS WRITTEN: ").append(storeFailure()).append('\n');
        }
        String today = values.getOrDefault(BROKER + "store/bytes/written/today", "");
        String days = values.getOrDefault(BROKER + "store/card/days", "");
        if (!today.isEmpty()) {
            text.append("Disk: ").append(size(today)).append(" written today");
            text.append(days.matches("\\d{1,18}") ? ", a new card lasts " + years(Long.parseLong(days)) : "")
                    .append('\n');
        }
    }

    private String storeFailure() {
        return values.getOrDefault(BROKER + "store/failure", "");
    }

    private static String years(long days) {
        return days >= 36_500 ? "more than 100 years" : days < 365 ? days + " DAYS" : days / 365 + " years";
    }

    private List<String> row(String name) {
        String bytes = value(name, "waiting/bytes");
        String waiting = value(name, "waiting/messages");
        return List.of(name, (state(name) + " " + value(name, "address")).strip(), age(value(name, "since")),
                value(name, "sent"), value(name, "received"),
                waiting.isEmpty() || waiting.equals("0") ? waiting : waiting + " (" + size(bytes) + ")",
                age(value(name, "waiting/oldest")), holds(value(name, "holds")), Long.toString(dropped(name)));
    }

    private void appendNotes(StringBuilder text, String name) {
        if (!value(name, "error").isEmpty()) {
            text.append("  ").append(value(name, "error")).append('\n');
        }
        String prefix = BRIDGES + name + "/dropped/";
        values.forEach((topic, count) -> {
            if (topic.startsWith(prefix)) {
                text.append("  dropped: ").append(count).append(", ")
                        .append(topic.substring(prefix.length()).replace('-', ' ')).append('\n');
            }
        });
    }

    private long dropped(String name) {
        String prefix = BRIDGES + name + "/dropped/";
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue().matches("\\d{1,18}"))
                .mapToLong(entry -> Long.parseLong(entry.getValue())).sum();
    }

    private static String holds(String seconds) {
        return seconds.matches("\\d{1,18}") ? span(Long.parseLong(seconds)) : "";
    }

    private String age(String instant) {
        try {
            return instant.isEmpty()
                    ? ""
                    : span(Math.max(0, Duration.between(Instant.parse(instant), now).toSeconds()));
        } catch (DateTimeParseException e) {
            return instant; // another program's words
        }
    }

    /** The two largest units: {@code 6 d 4 h}. */
    static String span(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min"
                : seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
    }

    private static String size(String bytes) {
        if (!bytes.matches("\\d{1,18}")) {
            return "?";
        }
        long number = Long.parseLong(bytes);
        return number < 10_240
                ? number + " B"
                : number < 10_485_760 ? number / 1024 + " KiB" : number / 1_048_576 + " MiB";
    }
}
