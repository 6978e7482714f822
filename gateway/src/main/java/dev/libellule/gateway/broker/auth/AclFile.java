package dev.libellule.gateway.broker.auth;

import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Rights;
import dev.libellule.gateway.broker.Rights.Access;
import dev.libellule.gateway.broker.Rights.Rule;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tinylog.Logger;

/**
 * An access control list in Mosquitto's syntax, {@code acl_file}.
 *
 * <pre>
 *   topic read maison/#                  for clients without a user name: what stands above the first user line
 *   user sondes                          for this user, up to the next user line
 *   topic [read|write|readwrite|deny] maison/+/valeur
 *   pattern write maison/%u/%c/#         for everybody; %u is the user name, %c the client identifier
 * </pre>
 *
 * Immutable; any thread.
 */
public final class AclFile implements BrokerOptions.AccessList {
    private static final String FORM = "Write: user <name>, topic [read|write|readwrite|deny] <topic>, or pattern"
            + " [read|write|readwrite|deny] <topic with %c or %u>.";

    private final Path file;
    private final List<Rule> anonymous = new ArrayList<>();
    private final Map<String, List<Rule>> users = new HashMap<>();
    private final List<Rule> patterns = new ArrayList<>();
    private List<Rule> section = anonymous;

    private AclFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws AclException when it is not there, may not be read, or says something that is not understood: nothing is guessed
     */
    public static AclFile load(Path file) {
        AclFile acl = new AclFile(file);
        List<String> lines = acl.lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                acl.add(line, i + 1);
            }
        }
        return acl;
    }

    private void add(String line, int number) {
        String[] words = line.split("[ \t]+", 2);
        String rest = words.length == 2 ? words[1] : "";
        switch (words[0]) {
            case "user" -> {
                if (rest.isEmpty()) {
                    throw failure("Missing username in acl_file", number, "Write: user <name>.");
                }
                section = users.computeIfAbsent(rest, _ -> new ArrayList<>());
            }
            case "topic" -> section.add(rule(rest, "topic", number));
            case "pattern" -> patterns.add(rule(rest, "pattern", number));
            default -> throw failure("Invalid line in acl_file", number, FORM);
        }
    }

    private Rule rule(String text, String kind, int number) {
        if (text.isEmpty()) {
            throw failure("Empty '%s' in acl_file".formatted(kind), number, FORM);
        }
        String[] words = text.split("[ \t]+", 2);
        String filter = text;
        Access access = Access.READWRITE;
        if (words.length == 2) { // one word alone is a topic, whatever it says
            access = switch (words[0]) {
                case "read" -> Access.READ;
                case "write" -> Access.WRITE;
                case "readwrite" -> Access.READWRITE;
                case "deny" -> Access.DENY;
                default -> throw failure("Invalid ACL access type \"%s\" in acl_file".formatted(words[0]), number,
                        "Allowed: read, write, readwrite, deny; before a topic that has blanks one of them is needed.");
            };
            filter = words[1];
        }
        byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
        if (Topics.checkFilter(bytes, 0, bytes.length) != Status.OK) {
            throw failure("Invalid ACL topic '%s' in acl_file".formatted(filter), number,
                    "'+' stands for a whole level, '#' is the last one.");
        }
        return new Rule(filter, access);
    }

    private AclException failure(String error, int number, String help) {
        return new AclException("Error: %s.%nError found at %s:%d. %s".formatted(error, file, number, help), null);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new AclException("Error: Unable to open acl_file \"%s\".%nThere is no such file; check the path."
                    .formatted(file), e);
        } catch (AccessDeniedException e) {
            throw new AclException("Error: Unable to open acl_file \"%s\".%nUser %s may not read it; see: ls -l %s"
                    .formatted(file, System.getProperty("user.name"), file), e);
        } catch (MalformedInputException e) {
            throw new AclException("Error: Unable to read acl_file \"%s\".%nIt is not UTF-8 text; save it as UTF-8."
                    .formatted(file), e);
        } catch (IOException e) {
            throw new AclException("Error: Unable to open acl_file \"%s\".%n%s".formatted(file,
                    Files.isDirectory(file) ? "It is a folder." : e.getMessage()), e);
        }
    }

    @Override
    public Rights rights(String userName, String clientId) {
        List<Rule> rules = new ArrayList<>(userName == null ? anonymous : users.getOrDefault(userName, List.of()));
        // As Mosquitto: denials of the user, what the user is allowed, denials by patterns, what these allow
        List<Rule> byPattern = new ArrayList<>();
        boolean isDangerous = !patterns.isEmpty() && (hasWildcard(userName) || hasWildcard(clientId));
        if (isDangerous) {
            Logger.warn("ACL: no pattern is for client {} with user name {}: + or # in them could mean other topics",
                    clientId, userName);
        }
        for (Rule pattern : isDangerous ? List.<Rule>of() : patterns) {
            Rule rule = filled(pattern, userName, clientId);
            if (rule != null) {
                byPattern.add(rule);
            }
        }
        return new Rights(List.of(rules, byPattern));
    }

    private static boolean hasWildcard(String name) {
        return name != null && (name.indexOf('+') >= 0 || name.indexOf('#') >= 0);
    }

    /**
     * A pattern with its placeholders replaced; null when it is not for this client. A name with a slash spans levels, which may be
     * somebody else's: {@code a/b} as {@code %c} below {@code a}. Such names get nothing by a placeholder, but what it denies.
     */
    private static Rule filled(Rule pattern, String userName, String clientId) {
        String filter = pattern.filter();
        boolean hasUser = filter.contains("%u");
        boolean hasClient = filter.contains("%c");
        if (hasUser && userName == null) {
            return null;
        }
        boolean isSlashed = hasUser && userName.contains("/") || hasClient && clientId.contains("/");
        if (isSlashed && pattern.access() != Access.DENY) {
            return null;
        }
        String filled = replaced(filter, userName, clientId);
        return new Rule(filled, pattern.access());
    }

    /** In one pass, so that a user who is called {@code %c} stays that. */
    private static String replaced(String filter, String userName, String clientId) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < filter.length(); i++) {
            if (filter.startsWith("%u", i)) {
                out.append(userName);
                i++;
            } else if (filter.startsWith("%c", i)) {
                out.append(clientId);
                i++;
            } else {
                out.append(filter.charAt(i));
            }
        }
        return out.toString();
    }

    /** Whether clients without a user name may publish somewhere, for a second opinion on a configuration. */
    public boolean letsAnonymousPublish() {
        return anonymous.stream().anyMatch(AclFile::isWrite)
                || patterns.stream().anyMatch(rule -> isWrite(rule) && !rule.filter().contains("%u"));
    }

    private static boolean isWrite(Rule rule) {
        return rule.access().name().toLowerCase(Locale.ROOT).contains("write");
    }
}
