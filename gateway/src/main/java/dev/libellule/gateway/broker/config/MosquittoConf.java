package dev.libellule.gateway.broker.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads Mosquitto's configuration files: a name, a blank and a value on each line, {@code #} before comments.
 *
 * <p>As in Mosquitto, an included file begins with the default listener and outside of any bridge, only the main file may include
 * others, and relative paths are relative to the working directory.
 */
public final class MosquittoConf {
    /** Of files in a folder: {@code 00 01 A a B b}. */
    private static final Comparator<String> LOAD_ORDER = String.CASE_INSENSITIVE_ORDER
            .thenComparing(Comparator.naturalOrder());

    private final ConfigBuilder builder = new ConfigBuilder();

    private MosquittoConf() {}

    /**
     * Reads a file and the files that it includes.
     *
     * @throws ConfigException when something in them is wrong; the message has file, line and what to do
     */
    public static BrokerConfig parse(Path file) {
        MosquittoConf conf = new MosquittoConf();
        conf.read(file, true);
        return conf.builder.build();
    }

    private void read(Path file, boolean isMain) {
        builder.beginFile();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            Setting setting = Setting.parse(new Origin(file, i + 1, lines.get(i).strip()));
            if (setting == null) {
                continue;
            }
            if (!setting.option().name().equals("include_dir")) {
                builder.add(setting);
            } else if (isMain) {
                include(setting);
            } else {
                throw ConfigException.at(setting.origin(),
                        "Invalid 'include_dir' value (%s).".formatted(setting.value()),
                        "Only the main file may include others.");
            }
        }
    }

    private void include(Setting setting) {
        Path folder = Path.of(setting.value());
        if (!Files.exists(folder)) {
            builder.notice(setting, "there is no such folder, so nothing is included");
            return;
        }
        ConfigBuilder.Place place = builder.place();
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(entry -> entry.getFileName().toString().endsWith(".conf"))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString(), LOAD_ORDER)).toList();
            files.forEach(file -> read(file, false));
        } catch (IOException e) {
            throw ConfigException.at(setting.origin(), "Unable to open include_dir '%s'.".formatted(folder),
                    why(folder, e));
        }
        builder.goBackTo(place);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw ConfigException.unreadable(file, "It is not UTF-8 text; save it as UTF-8.", e);
        } catch (IOException e) {
            throw ConfigException.unreadable(file, why(file, e), e);
        }
    }

    private static String why(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "There is no such file; check the path.";
        }
        if (cause instanceof AccessDeniedException) {
            return "User %s may not read it; see: ls -l %s".formatted(System.getProperty("user.name"), path);
        }
        return Files.isDirectory(path) ? "It is a folder." : "It is not a folder, or cannot be read.";
    }
}
