package dev.libellule.gateway.broker.auth;

import dev.libellule.gateway.broker.BrokerOptions;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The users of a file that {@code mosquitto_passwd} has made, one {@code user:hash} a line.
 *
 * <p>As Mosquitto 2 does, an entry that cannot be used is left out and named in {@link #problems}, and the others hold. A password in
 * clear, which Mosquitto takes only where it was built without OpenSSL, is taken and named there too. Immutable; any thread.
 */
public final class PasswordFile implements BrokerOptions.Credentials {
    private final Map<String, PasswordHash> users = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    /** Stands in for users who do not exist, so that a wrong name takes as long as a wrong password. */
    private PasswordHash nobody = PasswordHash.of(new byte[0]);

    private PasswordFile() {}

    /**
     * Reads a file.
     *
     * @throws PasswordFileException when it is not there or may not be read
     */
    public static PasswordFile load(Path file) {
        PasswordFile passwords = new PasswordFile();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                passwords.add(line, file, i + 1);
            }
        }
        passwords.users.values().stream().findFirst().ifPresent(first -> passwords.nobody = first.decoy());
        return passwords;
    }

    private void add(String line, Path file, int number) {
        String where = "%s:%d: ".formatted(file, number);
        int colon = line.indexOf(':');
        if (colon == 0) {
            problems.add(where + "there is no user name before the colon; the line is left out");
            return;
        }
        String user = colon < 0 ? line : line.substring(0, colon);
        if (colon < 0 || colon == line.length() - 1) {
            problems.add(where + "user '%s' has no password and is left out; give one with: mosquitto_passwd %s %s"
                    .formatted(user, file, user));
            return;
        }
        try {
            PasswordHash hash = PasswordHash.parse(line.substring(colon + 1));
            users.put(user, hash);
            if (hash instanceof PlainPassword) {
                problems.add(where
                        + ("the password of user '%s' is not hashed: who reads the file has it, and Mosquitto does"
                                + " not take it; hash them all with: libellule passwd -U %s").formatted(user, file));
            }
        } catch (IllegalArgumentException e) {
            problems.add(
                    where + "user '%s': %s, so the entry is left out; give a new password with: libellule passwd %s %s"
                            .formatted(user, e.getMessage(), file, user));
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new PasswordFileException(
                    ("Error: Unable to open password file %s.%nThere is no such file; make it with: "
                            + "libellule passwd -c %s <user>").formatted(file, file),
                    e);
        } catch (AccessDeniedException e) {
            throw new PasswordFileException(("Error: Unable to open password file %s.%nUser %s may not read it; see: "
                    + "ls -l %s").formatted(file, System.getProperty("user.name"), file), e);
        } catch (MalformedInputException e) {
            throw new PasswordFileException(
                    "Error: Unable to read password file %s.%nIt is not UTF-8 text; save it as UTF-8.".formatted(file),
                    e);
        } catch (IOException e) {
            throw new PasswordFileException("Error: Unable to read password file %s.%n%s.".formatted(file,
                    Files.isDirectory(file) ? "It is a folder" : e.getMessage()), e);
        }
    }

    /** One line for each entry that was left out or is in clear, with file, line number, cause and cure. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    public int size() {
        return users.size();
    }

    /** Computes a hash: takes its time, not for the broker thread. */
    @Override
    public boolean check(String userName, byte[] password) {
        PasswordHash hash = users.get(userName);
        boolean isRight = (hash == null ? nobody : hash).matches(password);
        return isRight && hash != null;
    }
}
