package dev.libellule.gateway.broker.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Changes password files as {@code mosquitto_passwd} does. The file is replaced in one step, and only its owner may read a new one. */
public final class PasswordFileEditor {
    private static final int MAX_LENGTH = 65_535; // of a user name or password in CONNECT, 3.1.3.5

    private final Path file;
    private final Function<String, String> hash;

    /** For a file of passwords that every Mosquitto since 2.0 reads. */
    public PasswordFileEditor(Path file) {
        this(file, PasswordKind.SHA512_PBKDF2, Sha512Hash.ITERATIONS);
    }

    /**
     * For a file of passwords, or for {@link PasswordKind#SCRAM_SHA_256} of verifiers, {@link ScramFile}.
     *
     * @param iterations of PBKDF2, 1 to 10,000,000; for {@link PasswordKind#SHA512_PBKDF2} only
     */
    public PasswordFileEditor(Path file, PasswordKind kind, int iterations) {
        this.file = file;
        if (iterations < 1 || iterations > Sha512Hash.MAX_ITERATIONS) {
            throw new PasswordFileException("Error: %d iterations: must be 1 to %d.".formatted(iterations,
                    Sha512Hash.MAX_ITERATIONS), null);
        }
        this.hash = kind == PasswordKind.SCRAM_SHA_256
                ? PasswordFileEditor::scram
                : password -> PasswordHash.of(kind, iterations, password.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String scram(String password) {
        return ScramVerifier.of(Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8))
                .toString(); // RFC 4013, 2.2
    }

    /** What a new file with one user would hold. */
    public String show(String user, String password) {
        return line(user, password);
    }

    /** Makes a new file with one user; what was there is gone. */
    public void create(String user, String password) {
        write(List.of(line(user, password)));
    }

    /** Adds a user, or changes the password of one. */
    public void set(String user, String password) {
        List<String> lines = new ArrayList<>(PasswordFile.lines(file));
        String line = line(user, password);
        int index = indexOf(lines, user);
        if (index < 0) {
            lines.add(line);
        } else {
            lines.set(index, line);
        }
        write(lines);
    }

    /** Removes a user; false if there is none of that name. */
    public boolean delete(String user) {
        List<String> lines = new ArrayList<>(PasswordFile.lines(file));
        int index = indexOf(lines, user);
        if (index < 0) {
            return false;
        }
        lines.remove(index);
        write(lines);
        return true;
    }

    /** Hashes the passwords that are not, and says how many these were. */
    public int hashPlainOnes() {
        List<String> lines = new ArrayList<>(PasswordFile.lines(file));
        int count = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int colon = line.indexOf(':');
            if (!line.startsWith("#") && colon > 0 && colon < line.length() - 1 && line.charAt(colon + 1) != '$') {
                lines.set(i, line(line.substring(0, colon), line.substring(colon + 1)));
                count++;
            }
        }
        if (count > 0) {
            write(lines);
        }
        return count;
    }

    private static int indexOf(List<String> lines, String user) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(user + ":") || lines.get(i).equals(user)) {
                return i;
            }
        }
        return -1;
    }

    private String line(String user, String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (user.isEmpty() || user.contains(":") || user.startsWith("#")
                || user.chars().anyMatch(Character::isISOControl)
                || !user.equals(user.strip())) {
            throw new PasswordFileException(
                    ("Error: '%s' cannot be a user name.%nIt must not be empty, hold a colon, begin with # "
                            + "or begin or end with a blank.").formatted(user),
                    null);
        }
        if (bytes.length > MAX_LENGTH || user.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw new PasswordFileException("Error: user names and passwords have 65535 bytes at most.", null);
        }
        return user + ":" + hash.apply(password);
    }

    private void write(List<String> lines) {
        Path target = Files.isSymbolicLink(file) ? realPath() : file;
        Path folder = target.toAbsolutePath().getParent();
        try {
            Path temporary = Files.createTempFile(folder, "." + target.getFileName(), ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(temporary, lines);
                copyOwnerAndRights(target, temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new PasswordFileException("Error: Unable to write password file %s.%n%s".formatted(file,
                    Files.isDirectory(folder)
                            ? "User %s may not write to %s; see: ls -ld %s".formatted(System.getProperty("user.name"),
                                    folder, folder)
                            : "There is no folder " + folder + "."),
                    e);
        }
    }

    private Path realPath() {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new PasswordFileException("Error: %s is a link to a file that is not there.".formatted(file), e);
        }
    }

    /** So that a broker of another user who could read the file still can. */
    private static void copyOwnerAndRights(Path from, Path to) throws IOException {
        try {
            PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
            PosixFileAttributes now = view.readAttributes();
            if (!now.owner().equals(old.owner()) || !now.group().equals(old.group())) {
                view.setGroup(old.group());
                view.setOwner(old.owner());
            }
            view.setPermissions(old.permissions());
        } catch (NoSuchFileException e) {
            return; // a new file is its maker's own
        }
    }
}
