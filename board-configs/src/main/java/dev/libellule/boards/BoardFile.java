package dev.libellule.boards;

import dev.libellule.boards.BoardFileException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads board files: the door of this module. */
public final class BoardFile {
    private static final int LARGEST_BYTES = 1 << 20;

    private BoardFile() {}

    /**
     * Reads a board file.
     *
     * @throws BoardFileException with everything that is wrong with the file, ready to be shown
     */
    public static Board load(Path path) {
        return parse(path.toString(), read(path));
    }

    /**
     * Reads the text of a board file.
     *
     * @param file its name in messages
     * @throws BoardFileException with everything that is wrong with it, ready to be shown
     */
    public static Board parse(String file, byte[] utf8) {
        return switch (YamlParser.parse(file, decode(file, utf8))) {
            case Yaml.Fields root -> new BoardReader(new Problems(file)).read(root);
            case Yaml.Nothing _ ->
                throw refused(file, "the file is empty; copy one of board-configs/boards and change it");
            case Yaml other -> throw refused(file, other.line(), other.column(),
                    "a board file is a section of keys, not %s; begin with 'board: <name>'".formatted(other.kind()));
        };
    }

    private static byte[] read(Path path) {
        String file = path.toString();
        if (Files.isDirectory(path)) {
            throw refused(file, "is a directory; give the board file in it" + nearFile(path, "board.yaml"));
        }
        if (!Files.exists(path)) {
            Path parent = path.toAbsolutePath().getParent();
            throw refused(file, "there is no such file" + nearFile(parent, path.getFileName().toString()));
        }
        if (!Files.isReadable(path)) {
            throw refused(file, "no right to read it; give it to this user, such as with: chmod u+r " + file);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw refused(file, "is larger than 1 MiB, so it is not a board file");
            }
            return bytes;
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + e.getMessage());
        }
    }

    /** The file in a directory whose name is nearest to a name. */
    private static String nearFile(Path directory, String name) {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.filter(Files::isRegularFile).map(path -> path.getFileName().toString()).sorted()
                    .toList();
            Optional<String> near = Nearest.word(name, names);
            return near.map(word -> "; did you mean '" + directory.resolve(word) + "'?").orElse("");
        } catch (IOException _) {
            return ""; // no directory, or none that we may list: then there is no hint
        }
    }

    private static String decode(String file, byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        try {
            String text = decoder.decode(bytes).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text; // some editors begin with a byte order mark
        } catch (CharacterCodingException _) {
            throw notUtf8(file, utf8, bytes.position());
        }
    }

    private static BoardFileException notUtf8(String file, byte[] bytes, int position) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < position; i++) {
            boolean ends = bytes[i] == '\n';
            line += ends ? 1 : 0;
            column = ends ? 1 : column + 1;
        }
        return refused(file, line, column, "not UTF-8: byte 0x%02X; save the file with the encoding UTF-8"
                .formatted(bytes[position] & 0xFF));
    }

    private static BoardFileException refused(String file, String message) {
        return refused(file, 0, 0, message);
    }

    private static BoardFileException refused(String file, int line, int column, String message) {
        return new BoardFileException(List.of(new Problem(file, line, column, message)));
    }
}
