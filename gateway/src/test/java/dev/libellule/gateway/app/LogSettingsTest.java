package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.config.BrokerConfig;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSettingsTest {
    private static LogSettings of(List<String> destinations, List<String> types, boolean isVerbose) {
        return LogSettings.of(new BrokerConfig.Log(destinations, types, true, ""), isVerbose);
    }

    @ParameterizedTest // log_dest, stdout, stderr, topic
    @CsvSource({"'',false,true,false", "stdout,true,false,false", "stderr,false,true,false", "topic,false,false,true",
            "none,false,false,false", "syslog,false,true,false", "dlt,false,true,false", "android,false,true,false",
            "stdout topic stderr,true,true,true"})
    void everyDestinationOfTheManualGoesSomewhere(String words, boolean stdout, boolean stderr, boolean topic) {
        LogSettings settings = of(words.isEmpty() ? List.of() : List.of(words.split(" ")), List.of(), false);
        assertEquals(List.of(stdout, stderr, topic),
                List.of(settings.toStdout(), settings.toStderr(), settings.toTopic()));
    }

    @Test
    void aFileMayHaveBlanksInItsName() {
        assertEquals(Path.of("/var/log/mon courtier.log"),
                of(List.of("file /var/log/mon courtier.log"), List.of(), false).file());
        assertTrue(assertThrows(WrongConfigurationException.class, () -> of(List.of("file"), List.of(), false))
                .getMessage()
                .startsWith("Error: Invalid 'log_dest' value (file)."));
    }

    @Test
    void verboseIsEverythingToStandardError() {
        LogSettings settings = of(List.of("none"), List.of("error"), true);
        assertTrue(settings.toStderr() && settings.logsPackets());
    }

    @Test
    void typesAddUp() {
        assertEquals(Set.of("error", "warning", "notice", "information"), of(List.of(), List.of(), false).types());
        assertEquals(Set.of("error", "subscribe"), of(List.of(), List.of("error", "subscribe"), false).types());
        assertEquals(Set.of(), of(List.of(), List.of("none"), false).types());
        assertTrue(of(List.of(), List.of("all"), false).logsPackets());
    }

    @ParameterizedTest
    @CsvSource({"'',1700000000: ", "%Y-%m-%dT%H:%M:%S,2023-11-14T22:13:20: ", "%d/%m %%,14/11 %: "})
    void timesAreWrittenAsAsked(String format, String expected) {
        LogSettings settings = LogSettings.of(new BrokerConfig.Log(List.of(), List.of(), true, format), false);
        ZonedDateTime local = LocalDateTime.parse("2023-11-14T22:13:20").atZone(ZoneId.systemDefault());
        assertEquals(expected.replace("1700000000", Long.toString(local.toEpochSecond())).strip(),
                settings.prefix(local.toInstant()).strip());
    }
}
