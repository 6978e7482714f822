package dev.libellule.gateway.app.virtual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a rehearsal found: each kind of finding once, with how often and when it was seen first. */
final class Findings {
    /** How bad it is. */
    enum Grade {
        /** A message that was promised did not arrive. */
        LOST,
        /** Somebody was told something that was not so, or something did what it must not. */
        WRONG,
        /** What never was a message, because what measures was gone. */
        MISSED,
        /** It went as it should. */
        GOOD
    }

    /** One kind of finding. */
    record Finding(Grade grade, String what, long count, String first, String cure) {}

    private final Map<String, Finding> found = new LinkedHashMap<>();

    /**
     * Notes a finding.
     *
     * @param what is the same for findings of one kind; {@code %d} in it is how many
     * @param first when, and by which fault
     * @param cure what to change; may be empty
     */
    void add(Grade grade, String what, long count, String first, String cure) {
        if (count > 0) {
            found.merge(grade + what, new Finding(grade, what, count, first, cure),
                    (old, more) -> new Finding(grade, what, old.count() + more.count(), old.first(), cure));
        }
    }

    boolean has(Grade grade) {
        return found.values().stream().anyMatch(finding -> finding.grade() == grade);
    }

    /** The lines to show, the worst first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Grade grade : Grade.values()) {
            for (Finding finding : found.values()) {
                if (finding.grade() == grade) {
                    lines.add(
                            "%-6s  %s".formatted(grade, finding.what().replace("%d", Long.toString(finding.count()))));
                    if (!finding.first().isEmpty()) {
                        lines.add("        first: " + finding.first());
                    }
                    if (!finding.cure().isEmpty()) {
                        lines.add("        cure:  " + finding.cure());
                    }
                }
            }
        }
        return lines;
    }
}
