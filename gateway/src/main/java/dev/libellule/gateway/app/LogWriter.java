package dev.libellule.gateway.app;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * Writes the log: as {@code mosquitto.conf} says once a broker has been configured by it, before that to standard error with date and
 * level. tinylog makes it, by its name in {@code META-INF/services}.
 *
 * <p>The one thing of the program that is static: there is one log in a process, and it can be set anew while it runs.
 */
public final class LogWriter implements Writer {
    /** Settings and what is open for them. */
    private record Target(LogSettings settings, BufferedWriter file) {}

    private static volatile Target target;
    private static volatile BiConsumer<String, String> topic;

    /** Called by tinylog. */
    public LogWriter(Map<String, String> properties) {
        // its settings come from the broker's configuration
    }

    /**
     * Sets where the log goes from now on; a file is opened anew, so that it can be moved away before.
     *
     * @throws LogFileException when the file cannot be written; everything stays as it was
     */
    static synchronized void set(LogSettings settings) {
        Target old = target;
        target = new Target(settings, settings.file() == null ? null : open(settings));
        close(old);
    }

    /** Sets who publishes lines: a letter for the topic, and the line. Null for nobody. */
    static void publishTo(BiConsumer<String, String> publisher) {
        topic = publisher;
    }

    /** A log file cannot be written. */
    static final class LogFileException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LogFileException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static BufferedWriter open(LogSettings settings) {
        try {
            return Files.newBufferedWriter(settings.file(), StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            String why = switch (e) {
                case NoSuchFileException _ ->
                    "There is no folder " + settings.file().toAbsolutePath().getParent() + ".";
                case AccessDeniedException _ -> "User %s may not write it; see: ls -ld %s %s"
                        .formatted(System.getProperty("user.name"), settings.file().toAbsolutePath().getParent(),
                                settings.file());
                default -> Files.isDirectory(settings.file()) ? "It is a folder." : e.getMessage();
            };
            throw new LogFileException("Error: Unable to open log file %s for writing.%n%s".formatted(settings.file(),
                    why), e);
        }
    }

    private static void close(Target old) {
        if (old != null && old.file() != null) {
            try {
                old.file().close();
            } catch (IOException e) {
                System.err.println("The old log file cannot be closed: " + e.getMessage());
            }
        }
    }

    @Override
    public Collection<LogEntryValue> getRequiredLogEntryValues() {
        return EnumSet.of(LogEntryValue.DATE, LogEntryValue.LEVEL, LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION,
                LogEntryValue.TAG);
    }

    @Override
    public void write(LogEntry entry) throws IOException {
        Instant now = entry.getTimestamp().toInstant();
        Target current = target;
        if (current == null) {
            if (entry.getLevel().ordinal() >= Level.INFO.ordinal()) {
                System.err.printf("%1$tFT%1$tT.%1$tL %2$-5s %3$s%n", now.atZone(ZoneId.systemDefault()),
                        entry.getLevel(), text(entry));
            }
            return;
        }
        LogSettings settings = current.settings();
        if (!isWanted(settings, entry)) {
            return;
        }
        String text = text(entry);
        String line = settings.prefix(now) + text;
        print(settings.toStdout(), System.out, line);
        print(settings.toStderr(), System.err, line);
        if (current.file() != null) {
            synchronized (current) {
                current.file().write(line);
                current.file().newLine();
                current.file().flush();
            }
        }
        BiConsumer<String, String> publisher = topic;
        if (settings.toTopic() && publisher != null && !text.contains("$SYS/broker/log/")) { // else it would never end
            publisher.accept(letter(entry), line);
        }
    }

    private static void print(boolean isOn, PrintStream stream, String line) {
        if (isOn) {
            stream.println(line);
        }
    }

    private static boolean isWanted(LogSettings settings, LogEntry entry) {
        for (String type : settings.types()) {
            if (isOf(type, entry)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(String type, LogEntry entry) {
        if (entry.getTag() != null) {
            return type.equals(entry.getTag());
        }
        return switch (entry.getLevel()) {
            case ERROR -> type.equals("error");
            case WARN -> type.equals("warning");
            case INFO -> type.equals("notice") || type.equals("information");
            default -> type.equals("debug");
        };
    }

    /** The last level of Mosquitto's topics: {@code $SYS/broker/log/N}. */
    private static String letter(LogEntry entry) {
        if (entry.getTag() != null) {
            return entry.getTag().equals("subscribe") ? "M/subscribe" : "M/unsubscribe";
        }
        return switch (entry.getLevel()) {
            case ERROR -> "E";
            case WARN -> "W";
            case INFO -> "N";
            default -> "D";
        };
    }

    private static String text(LogEntry entry) {
        if (entry.getException() == null) {
            return entry.getMessage();
        }
        StringBuilder out = new StringBuilder(entry.getMessage() == null ? "" : entry.getMessage() + ": ");
        out.append(entry.getException());
        for (StackTraceElement element : entry.getException().getStackTrace()) {
            out.append(System.lineSeparator()).append("\tat ").append(element);
        }
        return out.toString();
    }

    @Override
    public void flush() {
        // each line is written at once
    }

    @Override
    public void close() {
        close(target);
    }
}
