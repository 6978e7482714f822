package dev.libellule.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the payload of a message comes from; one of these. */
final class PayloadFlags {
    /** What is said of two of them, in the words of mosquitto_pub. */
    static final String ONE_ONLY = "Only one type of message can be sent at once: -m, -f, -n, -s or -l";

    @Option(names = {"-m", "--message"}, paramLabel = "TEXT", required = true, description = "The payload.")
    private String text;

    @Option(names = {"-f",
            "--file"}, paramLabel = "FILE", required = true, description = "The payload is what the file holds.")
    private Path file;

    @Option(names = {"-n",
            "--null-message"}, required = true, description = "An empty payload; with -r it clears the retained message.")
    private boolean empty;

    @Option(names = {"-s", "--stdin-file"}, required = true, description = "The payload is all of standard input.")
    private boolean standardInput;

    @Option(names = {"-l",
            "--stdin-line"}, required = true, description = "Each line of standard input is a message, but for empty ones.")
    private boolean lines;

    boolean isLines() {
        return lines;
    }

    /**
     * Reads the payload.
     *
     * @throws IOException if the file cannot be read; the message names it
     */
    byte[] read() throws IOException {
        if (empty) {
            return new byte[0];
        }
        if (standardInput) {
            return System.in.readAllBytes();
        }
        if (text != null) {
            return ConnectionOptions.bytes(text);
        }
        if (Files.notExists(file)) {
            throw new IOException("-f: the file " + file + " does not exist");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("-f: the file %s cannot be read: %s".formatted(file, e), e);
        }
    }
}
