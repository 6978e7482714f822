package dev.libellule.gateway.app;

import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags that say how messages are shown. */
final class OutputFlags {
    @Option(names = {"-v", "--verbose"}, description = "Shows the topic before the payload.")
    private boolean verbose;

    @Option(names = {"-F", "--format"}, paramLabel = "FORMAT", //
            description = "How to show a message: %%t topic, %%p payload, %%q QoS, %%r retain, %%l length, "
                    + "%%m identifier, %%x %%X payload in hexadecimal, "
                    + "%%f %%d payload as a float or double, %%I time, %%U seconds since 1970, "
                    + "%%j JSON, %%J JSON with the payload as JSON; 5.0: %%A %%C %%D %%E %%F %%P %%R %%S; "
                    + "widths as in %%10.5t, %%-8p, %%03l; @Y @m @d @H @M @S @N and the others of strftime; \\n \\t; %%%% and @@.")
    private String format;

    @Option(names = "--pretty", description = "JSON of %%j and %%J over several lines.")
    private boolean pretty;

    @Option(names = "-N", description = "No line end after each message.")
    private boolean noLineEnd;

    boolean isWithLineEnd() {
        return !noLineEnd;
    }

    /** The format; {@code complain} receives a line about a message that cannot be shown in it. */
    MessageFormat format(ConnectionOptions connection, Consumer<String> complain) {
        if (format == null) {
            return MessageFormat.plain(verbose);
        }
        try {
            return MessageFormat.parse(format, pretty, complain);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(connection.command().commandLine(), "-F %s: %s; the letters are in --help"
                    .formatted(format, e.getMessage()), e);
        }
    }
}
