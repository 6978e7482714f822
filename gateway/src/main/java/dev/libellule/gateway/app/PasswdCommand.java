package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.auth.PasswordFileEditor;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule passwd}: makes and changes password files, with the flags of {@code mosquitto_passwd}. */
@Command(name = "passwd", description = "Makes and changes password files; those of mosquitto_passwd too.", mixinStandardHelpOptions = true)
final class PasswdCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "-c", description = "Make a new file; one of that name is overwritten.")
    private boolean create;

    @Option(names = "-b", description = "Take the password from the command line, where other users of this machine may see it.")
    private boolean batch;

    @Option(names = "-D", description = "Delete the user.")
    private boolean delete;

    @Option(names = "-U", description = "Hash the passwords of a file that has them in clear.")
    private boolean update;

    @Option(names = "-H", paramLabel = "KIND", defaultValue = "sha512-pbkdf2", description = "Kind of hash: sha512-pbkdf2.")
    private String kind;

    @Parameters(index = "0", paramLabel = "FILE", description = "The password file.")
    private Path file;

    @Parameters(index = "1", arity = "0..1", paramLabel = "USER", description = "User name.")
    private String user;

    @Parameters(index = "2", arity = "0..1", paramLabel = "PASSWORD", description = "The password, with -b.")
    private String password;

    @Override
    public Integer call() {
        require(kind.equals("sha512-pbkdf2"),
                "-H " + kind + ": only sha512-pbkdf2 is made here; older hashes are still read");
        require(!(create && delete) && !(update && (create || delete)), "-c, -D and -U exclude each other");
        PasswordFileEditor editor = new PasswordFileEditor(file);
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
        if (create) {
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

    private String ask() {
        Console console = System.console();
        require(console != null && console.isTerminal(), "there is no terminal to ask for the password; use -b");
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Reenter password: ");
        require(first != null && second != null && Arrays.equals(first, second),
                "the two passwords are not the same; nothing is changed");
        return new String(first);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
