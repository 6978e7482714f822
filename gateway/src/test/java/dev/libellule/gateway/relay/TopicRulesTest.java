package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRulesTest {
    @TempDir
    Path folder;

    private List<BridgeConfig> bridges(String text) throws IOException {
        return MosquittoConf.parse(Files.writeString(folder.resolve("b.conf"), text)).bridges();
    }

    private TopicRules rules(String... lines) throws IOException {
        return new TopicRules(
                bridges("connection a\naddress one\n" + String.join("\n", lines) + "\n").getFirst().topics());
    }

    @ParameterizedTest
    @CsvSource({ // line, local, remote: the table of Mosquitto's manual
            "topic pattern both 0 L/ R/,   L/pattern, R/pattern",
            "'topic pattern both 0 L/ \"\"', L/pattern, pattern",
            "'topic pattern both 0 \"\" R/', pattern, R/pattern",
            "topic pattern both,           pattern, pattern",
            "'topic \"\" both 0 local remote', local, remote",
            "topic # both 2 local/topic/ remote/topic/, local/topic/x/y, remote/topic/x/y",
            "topic clients/total both 0 test/mosquitto/org/ $SYS/broker/, test/mosquitto/org/clients/total, $SYS/broker/clients/total",
            "'topic \"1er étage/+\" both 1 maison/ site37/', maison/1er étage/température, site37/1er étage/température"})
    void mapsAsMosquittoDoes(String line, String local, String remote) throws IOException {
        TopicRules rules = rules(line);
        assertEquals(remote, rules.toRemote(local));
        assertEquals(local, rules.toLocal(remote));
    }

    @Test
    void eachDirectionHasItsOwnLines() throws IOException {
        TopicRules rules = rules("topic maison/# out 1 \"\" site37/", "topic ctrlled in 1 \"\" site37/");
        assertEquals(Map.of("maison/#", 1), rules.localFilters());
        assertEquals(Map.of("site37/ctrlled", 1), rules.remoteFilters());
        assertEquals("site37/maison/salon/temp", rules.toRemote("maison/salon/temp"));
        assertEquals("ctrlled", rules.toLocal("site37/ctrlled"));
        assertNull(rules.toRemote("ctrlled"));
        assertNull(rules.toLocal("site37/maison/salon/temp"));
    }

    @Test
    void theFirstLineThatMatchesHolds() throws IOException {
        TopicRules rules = rules("topic a/b out 0 \"\" x/", "topic a/# out 0 \"\" y/");
        assertEquals("x/a/b", rules.toRemote("a/b"));
        assertEquals("y/a/c", rules.toRemote("a/c"));
    }

    @ParameterizedTest
    @CsvSource({"a/b,a/b,true", "a/b,a/c,false", "a/+,a/c,true", "a/+,a/c/d,false", "a/#,a,true", "a/#,a/b/c,true",
            "a/#,b/#,false",
            "+/x,y/+,true", "#,a/b,true", "#,$SYS/x,false", "+/x,$SYS/x,false", "$SYS/#,$SYS/x,true", "a,a/,false",
            "+/+,/a,true",
            "a/+/c,a/b/#,true", "a/b/c,a/+/d,false"})
    void knowsWhichFiltersOverlap(String one, String other, boolean expected) {
        assertEquals(expected, Filters.overlap(one, other));
        assertEquals(expected, Filters.overlap(other, one));
    }

    @Test
    void refusesALoopAndShowsBothLines() throws IOException {
        List<BridgeConfig> bridges = bridges("""
                connection a
                address one
                topic maison/# out 1 "" site37/
                topic maison/salon/# in 1 "" site37/
                """);
        String message = assertThrows(RelayException.class, () -> LoopCheck.check(bridges)).getMessage();
        assertTrue(message.contains("b.conf:3: topic maison/# out 1 \"\" site37/"), message);
        assertTrue(message.contains("b.conf:4: topic maison/salon/# in 1 \"\" site37/"), message);
    }

    @ParameterizedTest
    @CsvSource({"#,cmd/#,cmd/#", "a/+/c,a/b/#,a/b/c", "a/#,a,a", "+/x,a/+,a/x", "a/#,a/b/#,a/b/#"})
    void knowsWhatTwoFiltersHaveInCommon(String one, String other, String expected) {
        assertEquals(expected, Filters.intersection(one, other));
        assertEquals(expected, Filters.intersection(other, one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic # out\ntopic cmd/# in", "topic # out 0 \"\" site/\ntopic # in 0 far/ site/"})
    void refusesWhatReallyGoesRound(String lines) throws IOException {
        List<BridgeConfig> bridges = bridges("connection a\naddress one\n" + lines + "\n");
        assertThrows(RelayException.class, () -> LoopCheck.check(bridges));
    }

    @Test
    void refusesALoopThroughTwoBridgesToTheSameBroker() throws IOException {
        List<BridgeConfig> bridges = bridges(
                "connection a\naddress one\ntopic x/# out\nconnection b\naddress one\ntopic x/# in\n");
        assertThrows(RelayException.class, () -> LoopCheck.check(bridges));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic maison/# both 1", "topic maison/# out\ntopic ctrl/# in",
            "topic a/# out 0 \"\" x/\ntopic a/# in 0 \"\" y/",
            "topic a/# out\nconnection b\naddress two\ntopic a/# in",
            "topic # out 0 a/ r/\ntopic # in 0 a/b/ r/c/"}) // a/c/x goes out, comes back as a/b/x, and goes no further
    void acceptsWhatCannotGoRound(String lines) throws IOException {
        List<BridgeConfig> bridges = bridges("connection a\naddress one\n" + lines + "\n");
        assertDoesNotThrow(() -> LoopCheck.check(bridges));
    }
}
