package dev.libellule.boards;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.libellule.boards.BoardFileException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads a text into {@link Yaml}. What is not YAML ends the reading: there is nothing to go on from. */
final class YamlParser {
    private static final String NO_COLON = "could not find expected ':'";
    private static final Pattern WRONG_START = Pattern.compile("found character '(.)' that cannot start any token");
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final String file;
    private final YAMLParser parser;

    private YamlParser(String file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads the one document of a text.
     *
     * @param file named in the messages
     * @return {@link Yaml.Nothing} for an empty text
     */
    static Yaml parse(String file, String text) {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new YamlParser(file, parser).document();
        } catch (JsonProcessingException e) {
            throw refused(file, text, e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e); // a text in memory does not fail
        }
    }

    private Yaml document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Yaml.Nothing(1, 1);
        }
        Yaml root = value(first);
        if (parser.nextToken() != null) {
            throw refused(parser.currentTokenLocation(),
                    "a second document begins here ('---'); one file is one board");
        }
        return root;
    }

    private Yaml value(JsonToken token) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        if (parser.isCurrentAlias()) {
            throw refused(at, "'*%s': references to other places are not supported; write the value out"
                    .formatted(parser.getText()));
        }
        return switch (token) {
            case START_OBJECT -> new Yaml.Fields(at.getLineNr(), at.getColumnNr(), fields());
            case START_ARRAY -> new Yaml.Items(at.getLineNr(), at.getColumnNr(), items());
            case VALUE_NULL -> new Yaml.Nothing(at.getLineNr(), at.getColumnNr());
            default -> new Yaml.Text(at.getLineNr(), at.getColumnNr(), parser.getText());
        };
    }

    private List<Yaml.Field> fields() throws IOException {
        List<Yaml.Field> fields = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            JsonLocation at = parser.currentTokenLocation();
            String key = parser.currentName();
            fields.add(new Yaml.Field(at.getLineNr(), at.getColumnNr(), key, value(parser.nextToken())));
        }
        return fields;
    }

    private List<Yaml> items() throws IOException {
        List<Yaml> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token));
        }
        return items;
    }

    private BoardFileException refused(JsonLocation at, String message) {
        return new BoardFileException(List.of(new Problem(file, at.getLineNr(), at.getColumnNr(), message)));
    }

    private static BoardFileException refused(String file, String text, JsonProcessingException e) {
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        String found = e.getOriginalMessage();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
                found = marked.getProblem();
                // Where the slip is, rather than where it was noticed
                Mark mark = found.contains(NO_COLON) && marked.getContextMark() != null
                        ? marked.getContextMark()
                        : marked.getProblemMark();
                line = mark.getLine() + 1;
                column = mark.getColumn() + 1;
            }
        }
        String seen = text.lines().skip(line - 1L).findFirst().orElse("");
        return new BoardFileException(List.of(new Problem(file, line, column, inPlainWords(found, seen))));
    }

    /** The parser speaks of tokens and mappings; most slips are one of a few. */
    private static String inPlainWords(String found, String seen) {
        if (seen.startsWith("\t") || found.contains("\\t(TAB)")) {
            return "the line is indented with a tab; indent with spaces";
        }
        if (found.contains("mapping values are not allowed")) {
            return "a ':' where no key can be, in '%s'; check the indentation, or quote a value that contains ': '"
                    .formatted(seen.strip());
        }
        if (found.contains(NO_COLON)) {
            return "a key without ': ' near '%s'; write 'key: value', with a blank after the colon"
                    .formatted(seen.strip());
        }
        if (found.contains("expected <block end>")) {
            return "'%s' is not indented like the lines above it; keys of one section begin in the same column"
                    .formatted(seen.strip());
        }
        Matcher start = WRONG_START.matcher(found);
        if (start.find()) {
            return "a value or key cannot begin with %s in '%s'; quote it, as in \"%s\"".formatted(start.group(1),
                    seen.strip(),
                    start.group(1));
        }
        if (found.contains("expected ',' or ")) {
            return "a [ or { is opened and not closed before '%s'".formatted(seen.strip());
        }
        if (found.contains("sequence entries are not allowed")) {
            return "a '- ' where no list can be, in '%s'; check the indentation of the lines above"
                    .formatted(seen.strip());
        }
        if (found.contains("while scanning a quoted scalar") || found.contains("unexpected end of stream")) {
            return "a quote is opened and never closed";
        }
        return "not YAML: %s, near '%s'".formatted(found.lines().findFirst().orElse("unreadable"), seen.strip());
    }
}
