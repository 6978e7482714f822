package dev.libellule.gateway.serial.line;

import java.util.regex.Pattern;

/** Makes names of what other people's protocols call names. */
final class Names {
    /** Letters, digits, {@code _}, {@code -} and {@code .}, as a board file allows them. */
    static final String WORD = "[\\p{L}\\p{N}_.-]+";
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}_-]+");

    private Names() {}

    /** One level of a name: {@code UPM/Esic} is {@code UPM_Esic}. A {@code .} would be another level. */
    static String level(String text) {
        String level = OTHER.matcher(text.strip()).replaceAll("_");
        return level.isEmpty() ? "_" : level;
    }
}
