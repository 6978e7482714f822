package dev.libellule.sensors.bus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The transcripts in {@code src/test/resources/transcripts}. */
public final class Transcripts {
    private Transcripts() {}

    /** The text of a file; tests of faults change it before they play it. */
    public static String text(String name) {
        try (InputStream in = Transcripts.class.getResourceAsStream("/transcripts/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** A target that plays a file. */
    public static TranscriptTarget file(String name) {
        return new TranscriptTarget(text(name));
    }
}
