package dev.libellule.gateway.app;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** The letters of C's {@code strftime}, in the C locale, and Mosquitto's own {@code N} for nanoseconds. */
final class TimeFormat {
    /** A moment as text. */
    interface Text {
        String of(ZonedDateTime time);
    }

    private TimeFormat() {}

    /** What a letter stands for; null if it is none of strftime's. */
    static Text of(char letter) {
        return switch (letter) {
            case 'C' -> time -> "%02d".formatted(time.getYear() / 100);
            case 'e' -> time -> "%2d".formatted(time.getDayOfMonth());
            case 'g' -> time -> "%02d".formatted(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> time -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'k' -> time -> "%2d".formatted(time.getHour());
            case 'l' -> time -> "%2d".formatted(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
            case 'n' -> time -> "\n";
            case 'N' -> time -> "%09d".formatted(time.getNano());
            case 'P' -> time -> time.getHour() < 12 ? "am" : "pm";
            case 's' -> time -> Long.toString(time.toEpochSecond());
            case 't' -> time -> "\t";
            case 'u' -> time -> Integer.toString(time.getDayOfWeek().getValue());
            case 'U' -> time -> "%02d".formatted((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'V' -> time -> "%02d".formatted(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> time -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'W' -> time -> "%02d".formatted((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7);
            case '%' -> time -> "%";
            default -> {
                String pattern = pattern(letter);
                if (pattern == null) {
                    yield null;
                }
                DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
                yield formatter::format;
            }
        };
    }

    private static String pattern(char letter) {
        return switch (letter) {
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'c' -> "EEE MMM ppd HH:mm:ss yyyy";
            case 'd' -> "dd";
            case 'D', 'x' -> "MM/dd/yy";
            case 'F' -> "yyyy-MM-dd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'j' -> "DDD";
            case 'm' -> "MM";
            case 'M' -> "mm";
            case 'p' -> "a";
            case 'r' -> "hh:mm:ss a";
            case 'R' -> "HH:mm";
            case 'S' -> "ss";
            case 'T', 'X' -> "HH:mm:ss";
            case 'y' -> "yy";
            case 'Y' -> "yyyy";
            case 'z' -> "Z";
            case 'Z' -> "zzz";
            default -> null;
        };
    }
}
