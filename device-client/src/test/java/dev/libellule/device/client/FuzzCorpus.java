package dev.libellule.device.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What fuzzing has found worth keeping: a text file a target, a line in hexadecimal an input, the shortest first. */
public final class FuzzCorpus {
    private static final int MOST_ADDED = 300;
    private static final Comparator<String> SHORTEST_FIRST = Comparator.comparingInt(String::length)
            .thenComparing(Comparator.naturalOrder());

    private FuzzCorpus() {}

    /** The inputs of a target, {@code client} or {@code codec}. */
    static List<byte[]> of(String target) {
        try (InputStream in = FuzzCorpus.class.getResourceAsStream("/fuzz/" + target + ".hex")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().map(HexFormat.of()::parseHex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code unpack FILE FOLDER} makes a file of each line for Jazzer, {@code pack FILE FOLDER} adds its shortest files to the lines. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[1]);
        Path folder = Path.of(args[2]);
        if (args[0].equals("unpack")) {
            Files.createDirectories(folder);
            for (String line : Files.readAllLines(file)) {
                Files.write(folder.resolve("kept-" + Integer.toHexString(line.hashCode())),
                        HexFormat.of().parseHex(line));
            }
        } else {
            Set<String> kept = new LinkedHashSet<>(Files.readAllLines(file));
            try (Stream<Path> files = Files.list(folder)) {
                files.map(FuzzCorpus::line).filter(line -> !line.isEmpty()).sorted(SHORTEST_FIRST)
                        .limit(MOST_ADDED).forEach(kept::add);
            }
            Files.write(file, kept.stream().sorted(SHORTEST_FIRST).toList());
        }
    }

    private static String line(Path input) {
        try {
            return HexFormat.of().formatHex(Files.readAllBytes(input));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
