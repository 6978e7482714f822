package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainFlagsTest {
    @ParameterizedTest
    @ValueSource(strings = {"broker", "broker -p 1884", "broker --port 1884 --verbose",
            "broker -v -c /etc/mosquitto/mosquitto.conf",
            "broker --config-file m.conf", "gateway", "gateway -c m.conf -v -b a.yaml b.yaml --page-port 0",
            "gateway --boards boards --serial auto",
            "gateway --serial /dev/ttyUSB0 /dev/ttyACM0 --websocket-port 9002"})
    void setsWhatPicocliSets(String line) throws Exception {
        String[] args = line.split(" ");
        CommandLine main = Main.commandLine(args);
        main.parseArgs(args);
        Object service = PlainFlags.service(args);
        assertNotNull(service);
        assertEquals(values(main.getSubcommands().get(args[0]).getCommand()), values(service));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pub -t a -m 1", "broker -h", "broker -d", "broker --test-config", "broker -p",
            "broker -p here",
            "broker -p 1 2", "broker -p 1 -p 2", "broker -c", "broker -p=1884", "broker -vp 1884", "broker m.conf",
            "broker -v on",
            "broker --tls-keylog keys", "gateway -b", "gateway --page-port 1 2", "gateway --help"})
    void leavesTheRestToPicocli(String line) {
        assertNull(PlainFlags.service(line.isEmpty() ? new String[0] : line.split(" ")));
    }

    /** Fields by their names, those of the mixin too. */
    private static Map<String, String> values(Object command) throws IllegalAccessException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Field field : command.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(command);
            if (value instanceof BrokerFlags) {
                values.putAll(values(value));
            } else {
                values.put(field.getName(), String.valueOf(value));
            }
        }
        return values;
    }
}
