package dev.libellule.boards;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Enums as board files write them: small letters and {@code -}. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> List<String> all(Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(of(constant));
        }
        return words;
    }

    /** The constant of a word, or a {@link BoardException} with all the words. */
    static <E extends Enum<E>> E of(Class<E> type, String key, String text) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(text)) {
                return constant;
            }
        }
        throw unknown(key, text, all(type));
    }

    static BoardException unknown(String key, String text, List<String> allowed) {
        return new BoardException(key, "unknown value '%s'%s Allowed: %s".formatted(text,
                Nearest.hint(text, allowed, ";"), String.join(", ", allowed)));
    }
}
