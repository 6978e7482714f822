package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.auth.PasswordFileEditor;
import dev.libellule.gateway.broker.auth.PasswordKind;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule passwd}: makes and changes password files, with the flags of {@code mosquitto_passwd}. */
@Command(name = "passwd", description = "Makes and changes password files; those of mosquitto_passwd too.", mixinStandardHelpOptions = true)
final class PasswdCommand implements Callable<Integer>, MosquittoTool {
    @Spec
    private CommandSpec spec;

    @Option(names = "-c", description = "Make a new file; one of that name is overwritten. "
            + "With - for FILE the line goes to standard output.")
    private boolean create;

    @Option(names = "-b", description = "Take the password from the command line, where other users of this machine may see it.")
    private boolean batch;

    @Option(names = "-D", description = "Delete the user.")
    private boolean delete;

    @Option(names = "-U", description = "Hash the passwords of a file that has them in clear.")
    private boolean update;

    @Option(names = "-H", paramLabel = "KIND", defaultValue = "sha512-pbkdf2", //
            description = "How passwords are kept: sha512-pbkdf2 (for every Mosquitto since 2.0), argon2id (since 2.1), "
                    + "sha512 (up to 1.6), or scram-sha-256 for a file of its own.")
    private String kindWord;

    @Option(names = "-I", paramLabel = "COUNT", defaultValue = "1000", //
            description = "Iterations of sha512-pbkdf2 (${DEFAULT-VALUE}).")
    private int iterations;

    @Parameters(index = "0", paramLabel = "FILE", description = "The password file.")
    private Path file;

    @Parameters(index = "1", arity = "0..1", paramLabel = "USER", description = "User name.")
    private String user;

    @Parameters(index = "2", arity = "0..1", paramLabel = "PASSWORD", description = "The password, with -b.")
    private String password;

    @Override
    public Integer call() {
        PasswordKind kind = PasswordKind.of(kindWord);
        require(kind != null, "-H %s: must be one of %s".formatted(kindWord, String.join(", ", PasswordKind.words())));
        require(kind != PasswordKind.SCRAM_SHA_256 || !update, "-U is for password files, not for scram-sha-256");
        require(!(create && delete) && !(update && (create || delete)), "-c, -D and -U exclude each other");
        PasswordFileEditor editor = new PasswordFileEditor(file, kind, iterations);
        if (update) {
            require(user == null, "-U takes the file only");
            spec.commandLine().getOut().printf("%d passwords hashed in %s%n", editor.hashPlainOnes(), file);
            return Main.OK;
        }
        require(user != null, "which user? Give a file and a user name");
        if (delete) {
            return delete(editor);
        }
        require(batch == (password != null),
                batch ? "-b needs the password, last" : "a password on the command line needs -b");
        String wanted = batch ? password : ask();
        if (create && file.toString().equals("-")) {
            spec.commandLine().getOut().println(editor.show(user, wanted));
        } else if (create) {
            editor.create(user, wanted);
        } else {
            editor.set(user, wanted);
        }
        return Main.OK;
    }

    private int delete(PasswordFileEditor editor) {
        if (editor.delete(user)) {
            return Main.OK;
        }
        spec.commandLine().getErr().println("Error: there is no user '%s' in %s.".formatted(user, file));
        return Main.FAILED;
    }

    /** Asks twice, on the terminal without showing it; a script may write both lines to standard input. */
    private String ask() {
        Console console = System.console();
        boolean isTerminal = console != null && console.isTerminal();
        String first = isTerminal ? text(console.readPassword("Password: ")) : line();
        String second = isTerminal ? text(console.readPassword("Reenter password: ")) : line();
        require(first != null && !first.isEmpty() && second != null,
                "a password is asked for twice; with -b it stands on the command line");
        require(first.equals(second), "the two passwords are not the same; nothing is changed");
        return first;
    }

    private static String text(char[] typed) {
        return typed == null ? null : new String(typed);
    }

    /** The next line of standard input, and not a byte more. */
    private static String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int b = System.in.read();
            while (b >= 0 && b != '\n') {
                line.write(b);
                b = System.in.read();
            }
            return b < 0 && line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
