package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortNameTest {
    static Stream<Arguments> names() {
        return Stream.of(arguments("/dev/ttyACM0", new PortName.Device("/dev/ttyACM0")),
                arguments("COM3", new PortName.Device("COM3")),
                arguments("usb:2341:0043:7583435", new PortName.Usb("2341", "0043", "7583435")),
                arguments("usb:1A86:7523", new PortName.Usb("1a86", "7523", "")),
                arguments("hello:salon-uno", new PortName.Hello("salon-uno")),
                arguments("tcp://pi2:3333", new PortName.Tcp("pi2", 3333)),
                arguments("tcp://[::1]:3333", new PortName.Tcp("::1", 3333)),
                arguments("rfc2217://127.0.0.1:2217", new PortName.Rfc2217("127.0.0.1", 2217)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void reads(String text, PortName expected) {
        assertEquals(expected, PortName.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "usb:2341", "usb:2341:43", "hello:", "hello:Salon", "tcp://pi2", "tcp://pi2:0",
            "tcp://pi2:70000", "telnet://pi2:23", "rfc2217://:5"})
    void refuses(String text) {
        assertTrue(assertThrows(BoardException.class, () -> PortName.of(text)).getMessage().contains("port"));
    }
}
