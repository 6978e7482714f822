package dev.libellule.gateway.app;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.tinylog.Logger;

/** What libraries log through the JDK, Netty and Paho, goes into the one log: warnings and errors. */
final class JdkLog extends Handler {
    private static final SimpleFormatter TEXT = new SimpleFormatter();

    private JdkLog() {}

    /** From here on, and instead of the JDK's lines on standard error. */
    static void install() {
        LogManager.getLogManager().reset();
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new JdkLog());
    }

    @Override
    public void publish(LogRecord line) {
        String text = TEXT.formatMessage(line);
        if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
            Logger.error(line.getThrown(), text);
        } else {
            Logger.warn(line.getThrown(), text);
        }
    }

    @Override
    public void flush() {
        // LogWriter writes each line at once
    }

    @Override
    public void close() {
        // the log is not its own
    }
}
