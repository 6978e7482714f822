package dev.libellule.gateway.broker.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.gateway.broker.RightsProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AclFileTest {
    private static final String LIST = """
            # for clients without a user name
            topic read maison/#
            topic $SYS/broker/version

            user sondes
            topic write maison/+/valeur
            topic readwrite maison/1er étage/#
            topic maison/1er/#
            topic deny maison/1er/secret
            topic read ctrlled
            user admin
            topic readwrite #
            topic $SYS/#
            user élève
            pattern write appareils/%c/%u/#
            pattern read annonces/#
            pattern deny maison/interdit/#
            """;

    @TempDir
    Path folder;

    private AclFile load(String text) throws Exception {
        return AclFile.load(Files.writeString(folder.resolve("acl"), text));
    }

    static Stream<Arguments> decides() { // user, client identifier, topic, rights
        return Stream.of(arguments(null, "c", "maison/salon/temp", "r-"), arguments(null, "c", "ctrlled", "--"),
                arguments(null, "c", "maison", "r-"), arguments(null, "c", "annonces/x", "r-"),
                arguments(null, "c", "$SYS/broker/version", "rw"), arguments(null, "c", "$SYS/broker/uptime", "--"),
                arguments(null, "c", "appareils/c/null/x", "--"), // a pattern with %u is not for who has no name
                arguments("sondes", "c", "maison/salon/valeur", "-w"), arguments("sondes", "c", "maison/salon", "--"),
                arguments("sondes", "c", "maison/1er étage/temp", "rw"), // blanks, with the access word
                arguments("sondes", "c", "maison/1er/x", "rw"), arguments("sondes", "c", "maison/1er/secret", "--"),
                arguments("sondes", "c", "ctrlled", "r-"), arguments("sondes", "c", "ctrlled/etat", "--"),
                arguments("sondes", "c", "appareils/c/sondes/x", "-w"),
                arguments("sondes", "c", "appareils/d/sondes/x", "--"),
                arguments("admin", "c", "maison/x", "rw"), arguments("admin", "c", "$SYS/broker/uptime", "rw"),
                arguments("admin", "c", "$other/x", "--"), // # does not begin with $
                arguments("admin", "c", "maison/interdit/x", "rw"), // what the user is allowed comes before patterns
                arguments("sondes", "c", "maison/interdit/valeur", "-w"),
                arguments("élève", "c", "annonces/x", "r-"), arguments("nobody", "c", "annonces/x", "r-"),
                arguments("nobody", "c", "maison/salon/temp", "--"),
                // names that could mean other topics
                arguments("nobody", "+", "appareils/c/nobody/x", "--"), arguments("nobody", "#", "annonces/x", "--"),
                arguments("+", "c", "appareils/c/sondes/x", "--"), arguments("sondes/#", "c", "annonces/x", "--"),
                arguments("sondes", "+", "maison/salon/valeur", "-w"), // the user's own rules still hold
                arguments("x/y", "c", "appareils/c/x/y/z", "--"),
                arguments("sondes", "a/b", "appareils/a/b/sondes", "--"),
                arguments("sondes", "a/b", "annonces/x", "r-"), // no placeholder, no danger
                arguments("%c", "c", "appareils/c/c/x", "--"), arguments("%c", "c", "appareils/c/%c/x", "-w"),
                arguments("", "", "appareils///x", "-w"));
    }

    @ParameterizedTest(name = "{0} as {1} on {2}: {3}")
    @MethodSource
    void decides(String user, String clientId, String topic, String rights) throws Exception {
        assertEquals(rights, RightsProbe.of(load(LIST).rights(user, clientId), topic));
    }

    static Stream<Arguments> refuses() { // text, what the message says
        return Stream.of(arguments("topic read\nuser\n", "Missing username in acl_file.\nError found at acl:2."),
                arguments("topic\n", "Empty 'topic' in acl_file.\nError found at acl:1."),
                arguments("\nallow x\n", "Invalid line in acl_file.\nError found at acl:2. Write: user <name>"),
                arguments("topic reed a/b\n",
                        "Invalid ACL access type \"reed\" in acl_file.\nError found at acl:1. Allowed"),
                arguments("topic maison/1er étage/#\n", "Invalid ACL access type \"maison/1er\""),
                arguments("topic read a/#/b\n", "Invalid ACL topic 'a/#/b' in acl_file.\nError found at acl:1."),
                arguments("pattern read a/b+\n", "Invalid ACL topic 'a/b+'"));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String text, String message) {
        String seen = assertThrows(AclException.class, () -> load(text)).getMessage().replace(folder + "/", "");
        assertTrue(seen.startsWith("Error: " + message), seen);
    }

    @Test
    void oneWordAloneIsATopicAndAllOfIt() throws Exception {
        assertEquals("rw", RightsProbe.of(load("topic read\n").rights(null, "c"), "read"));
        assertEquals("--", RightsProbe.of(load("").rights(null, "c"), "read"));
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        String seen = assertThrows(AclException.class, () -> AclFile.load(folder.resolve("none"))).getMessage();
        assertTrue(seen.contains("There is no such file; check the path."), seen);
        assertTrue(assertThrows(AclException.class, () -> AclFile.load(folder)).getMessage().contains("a folder"));
    }
}
