package dev.libellule.gateway.discovery;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names for topics and entities, {@code [a-z0-9_]}: what people write loses its accents. Each is given once. */
final class Slug {
    private final Set<String> given = new HashSet<>();

    /** The same for the same text. */
    static String of(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        return plain.isEmpty() ? "x" : plain;
    }

    /** The same for the same texts in the same order: the second of one name gets {@code _2}. */
    String unique(String text) {
        String slug = of(text);
        String free = slug;
        for (int i = 2; !given.add(free); i++) {
            free = slug + "_" + i;
        }
        return free;
    }
}
