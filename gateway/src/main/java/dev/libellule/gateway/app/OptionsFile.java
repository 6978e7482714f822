package dev.libellule.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Flags of {@code pub}, {@code sub} and {@code rr} in a file: that of {@code -o}, or else {@code mosquitto_pub}, {@code _sub} or
 * {@code _rr} in {@code $XDG_CONFIG_HOME} or {@code ~/.config}, where Mosquitto's tools look too. They come before those of the command
 * line, so that the latter overrule them.
 */
final class OptionsFile {
    private OptionsFile() {}

    /** Gives the arguments with those of the file put in. */
    static String[] expand(CommandLine main, String[] args, Map<String, String> environment) {
        CommandLine tool = args.length == 0 ? null : main.getSubcommands().get(args[0]);
        if (tool == null || tool.getCommandSpec().findOption("-o") == null
                || !(tool.getCommand() instanceof MosquittoTool)) {
            return args;
        }
        Path named = named(tool, args);
        Path file = named != null ? named : usual(args[0], environment);
        if (file == null || named == null && !Files.isReadable(file)) {
            return args;
        }
        List<String> all = new ArrayList<>(List.of(args[0]));
        all.addAll(read(tool, file));
        all.addAll(Arrays.asList(args).subList(1, args.length));
        return all.toArray(String[]::new);
    }

    /** The value of {@code -o}, where it is a flag and not another flag's value. */
    private static Path named(CommandLine tool, String[] args) {
        Path file = null;
        for (int i = 1; i < args.length; i++) {
            OptionSpec option = tool.getCommandSpec().findOption(args[i]);
            if (option == null || option.arity().max() == 0) {
                continue;
            }
            i++;
            if (option.longestName().equals("--options-file") && i < args.length) {
                file = Path.of(args[i]);
            }
        }
        return file;
    }

    private static Path usual(String command, Map<String, String> environment) {
        String folder = environment.get("XDG_CONFIG_HOME");
        String home = environment.get("HOME");
        if (folder == null && home == null) {
            return null;
        }
        return (folder != null ? Path.of(folder) : Path.of(home, ".config")).resolve("mosquitto_" + command);
    }

    /** A flag and its value on a line, divided by the first blank; lines that begin with # are comments. */
    private static List<String> read(CommandLine tool, Path file) {
        List<String> flags = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] parts = line.strip().split(" +", 2);
                flags.add(parts[0]);
                if (parts.length == 2) {
                    boolean isProperty = parts[0].equals("-D") || parts[0].equals("--property");
                    flags.addAll(isProperty ? property(parts[1]) : List.of(parts[1]));
                }
            }
        } catch (IOException e) {
            throw new ParameterException(tool, "-o %s: cannot be read: %s".formatted(file, e), e);
        }
        return flags;
    }

    /** Of these the value may hold blanks. */
    private static List<String> property(String words) {
        return List.of(words.split(" +", words.contains("user-property") ? 4 : 3));
    }
}
