package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal is a row: lines added to a right board, and the whole message that comes of them. */
class BoardFileRefusalsTest {
    private static final String PI = "board: pi\nmodel: raspberry-pi\n";
    private static final String SENSORS = Chips.byName().values().stream().filter(Chips.Chip::measures)
            .map(Chips.Chip::name).collect(Collectors.joining(", "));
    private static final String LED = "outputs: [{name: led, gpio: 17}]\n";
    private static final String UNO = "board: uno\nmodel: arduino-uno\nserial: {port: /dev/ttyACM0}\n";
    private static final String T = "signals: [{name: T}]\n";
    private static final String BME = PI + "sensors:\n  - chip: bme280\n    signals: [{name: humidity}]\n"; // 5 lines

    private static Arguments row(String why, String yaml, String... messages) {
        return arguments(why, yaml, Stream.of(messages).map("salon.yaml:"::concat).collect(Collectors.joining("\n")));
    }

    static Stream<Arguments> refusesKeys() {
        return Stream.of(
                row("unknown key", BME + "    adress: 0x76\n",
                        "6:5: unknown key 'adress' in sensors[0]; did you mean 'address'? "
                                + "Allowed: chip, bus, address, every, signals"),
                row("unknown key that is near no other", PI + LED + "zzz: 1\n",
                        "4:1: unknown key 'zzz' in the board file. Allowed: board, name, model, base, place, "
                                + "availability, serial, mqtt, provider, offline, signals, sensors, outputs, inputs"),
                row("unknown key of the serial line",
                        UNO.replace("port: /dev/ttyACM0", "port: /dev/ttyACM0, bauds: 1") + T,
                        "3:30: unknown key 'bauds' in serial; did you mean 'baud'? "
                                + "Allowed: port, baud, dtr, quiet, silence, buffer, answer, line, columns, depth, others, prefix"),
                row("csv without columns", UNO.replace("ACM0}", "ACM0, line: csv}") + T,
                        "3:9: serial.columns: is missing; a line of the family 'csv' needs it, such as columns: T, H"),
                row("port of an unknown kind", UNO.replace("/dev/ttyACM0", "telnet://pi:23") + T,
                        "3:16: serial.port: 'telnet://pi:23' is not understood; write a path such as /dev/serial/by-id/..., "
                                + "usb:2341:0043:SERIAL, hello:salon-uno, tcp://host:port or rfc2217://host:port"),
                row("unknown key of the MQTT link", "board: e\nmodel: other\nmqtt: {user: x}\n" + T,
                        "3:8: unknown key 'user' in mqtt; did you mean 'username'? Allowed: client-id, username"),
                row("key of another kind of chip", BME + "    id: first\n",
                        "6:5: key 'id' in sensors[0] does not fit a bme280, which is on an I2C bus. "
                                + "Allowed: chip, bus, address, every, signals"),
                row("pin of a board on a serial line", UNO + "outputs: [{name: led, gpio: 17}]\n",
                        "4:23: key 'gpio' in outputs[0] does not fit a board that is on a serial line. "
                                + "Allowed: name, pin, command, topic, state, on, off, qos, json, start, exit, longest-on, shortest-off"),
                row("duplicate key", PI + "name: a\nname: b\n" + LED,
                        "4:1: key 'name' stands twice in the board file, first in line 3; keep one"),
                row("missing key", "model: raspberry-pi\n" + LED,
                        "1:1: 'board' is missing in the board file; add it, such as board: salon-uno"),
                row("missing key of an entry", PI + "outputs:\n  - gpio: 17\n",
                        "4:5: 'name' is missing in outputs[0]; add it, such as name: led"),
                row("key without value", PI + "name:\n" + LED,
                        "3:6: name: has no value; give one, or leave the key out"),
                row("list where a value is", PI + "name: [a]\n" + LED, "3:7: name: must be one value, not a list"),
                row("value where a list is", PI + "outputs: led\n",
                        "3:10: outputs: must be a list, not a value; begin each entry with '- '"),
                row("empty list", PI + "outputs: []\n",
                        "3:10: outputs: is an empty list; add an entry, or leave the key out"),
                row("empty list in an entry", PI + "sensors: [{chip: ds18b20, signals: []}]\n",
                        "3:36: sensors[0].signals: is an empty list; add an entry, or leave the key out"),
                row("key of a list without entries", PI + "outputs:\n",
                        "3:9: outputs: must be a list, not nothing; begin each entry with '- '"),
                row("value where a section is", "board: u\nmodel: arduino-uno\nserial: /dev/ttyACM0\n" + T,
                        "3:9: serial: must be a section of keys, not a value; indent its keys below it"),
                row("value where an entry is", PI + "outputs:\n  - led\n",
                        "4:5: outputs[0]: must be a section of keys, not a value; write '- key: value'"));
    }

    static Stream<Arguments> refusesValues() {
        return Stream.of(
                row("device id with capitals", "board: Salon_Uno\nmodel: raspberry-pi\n" + LED,
                        "1:8: board: 'Salon_Uno': only small letters a-z, digits and - inside; did you mean 'salon-uno'?"),
                row("device id with accents", "board: Été\nmodel: raspberry-pi\n" + LED,
                        "1:8: board: 'Été': only small letters a-z, digits and - inside; did you mean 'ete'?"),
                row("device id of signs only", "board: \"?!\"\nmodel: raspberry-pi\n" + LED,
                        "1:8: board: '?!': only small letters a-z, digits and - inside, such as salon-uno"),
                row("name of two lines", PI + "name: \"a\\nb\"\n" + LED,
                        "3:7: name: contains a line end, a tab or another control character; write it on one line"),
                row("unit that is a sentence", UNO + "signals: [{name: T, unit: degrees of Celsius}]\n",
                        "4:27: signals[0].unit: is 18 characters long; at most 16"),
                row("chip in capitals", PI + "sensors: [{chip: BME280, signals: [{name: humidity}]}]\n",
                        "3:18: sensors[0].chip: unknown value 'BME280'; did you mean 'bme280'? Allowed: " + SENSORS),
                row("I2C address without 0x", BME + "    address: 76\n",
                        "6:14: sensors[0].address: '76' is a decimal number; did you mean '0x76'?"),
                row("unknown model", "board: pi\nmodel: raspbery-pi\n" + LED,
                        "2:8: model: unknown value 'raspbery-pi'; did you mean 'raspberry-pi'? "
                                + "Allowed: " + String.join(", ", Models.byName().keySet())),
                row("unknown chip", PI + "sensors: [{chip: bme208, signals: [{name: humidity}]}]\n",
                        "3:18: sensors[0].chip: unknown value 'bme208'; did you mean 'bme280'? Allowed: " + SENSORS),
                row("chip that is no sensor", PI + "sensors: [{chip: button}]\n",
                        "3:18: sensors[0].chip: 'button' measures nothing; write it under 'inputs'"),
                row("unknown quantity", BME.replace("humidity", "temprature"),
                        "5:22: sensors[0].signals[0].name: 'temprature' is not measured by a bme280; "
                                + "did you mean 'temperature'? Allowed: temperature, humidity, pressure"),
                row("unit that the driver does not give", BME.replace("humidity", "temperature, unit: °F"),
                        "5:41: sensors[0].signals[0].unit: '°F': a bme280 gives temperature in '°C'; "
                                + "write that, leave the key out, or convert with 'scale' and 'offset'"),
                row("sensor without signals", PI + "sensors: [{chip: ds18b20}]\n",
                        "3:11: sensors[0].signals: is missing; name what to publish of a ds18b20: temperature"),
                row("I2C address below the allowed", BME + "    address: 0x02\n",
                        "6:14: sensors[0].address: 0x02 is out of range; allowed: 0x03 to 0x77"),
                row("I2C address above the allowed", BME + "    address: 0x78\n",
                        "6:14: sensors[0].address: 0x78 is out of range; allowed: 0x03 to 0x77"),
                row("I2C address that the chip cannot have", BME + "    address: 0x40\n",
                        "6:14: sensors[0].address: '0x40': a bme280 has none but 0x76 or 0x77"),
                row("1-Wire id of another form",
                        PI + "sensors: [{chip: ds18b20, id: 0316a2, signals: [{name: temperature}]}]\n",
                        "3:31: sensors[0].id: '0316a2': allowed are first, or the name of a folder in "
                                + "/sys/bus/w1/devices, such as 28-0316a2794aff"),
                row("GPIO above the allowed", PI + "outputs: [{name: led, gpio: 28}]\n",
                        "3:29: outputs[0].gpio: 28 is not a pin of the Raspberry Pi; allowed: 0 to 27, "
                                + "the BCM number and not the place on the connector"),
                row("GPIO below the allowed", PI + "inputs: [{name: b, gpio: -1}]\n",
                        "3:26: inputs[0].gpio: -1 is not a pin of the Raspberry Pi; allowed: 0 to 27, "
                                + "the BCM number and not the place on the connector"),
                row("GPIO as a name", PI + "outputs: [{name: led, gpio: GPIO17}]\n",
                        "3:29: outputs[0].gpio: 'GPIO17': write the number only, such as 17"),
                row("number that is none", PI + "outputs: [{name: led, gpio: seventeen}]\n",
                        "3:29: outputs[0].gpio: 'seventeen' is not a whole number"),
                row("decimals", UNO + "signals: [{name: T, decimals: 10}]\n",
                        "4:31: signals[0].decimals: 10 is out of range; allowed: 0 to 9"),
                row("QoS", UNO + "signals: [{name: T, qos: 3}]\n",
                        "4:26: signals[0].qos: 3 is out of range; allowed: 0 to 2"),
                row("retain", UNO + "signals: [{name: T, retain: yes}]\n",
                        "4:29: signals[0].retain: unknown value 'yes'; did you mean 'true'? Allowed: true, false"),
                row("name with a blank", UNO + "signals: [{name: T 1}]\n",
                        "4:18: signals[0].name: 'T 1': only letters, digits, '_', '-' and '.', such as T or led1"),
                row("baud", UNO.replace("ACM0}", "ACM0, baud: 5}") + T,
                        "3:36: serial.baud: 5 is out of range; allowed: 300 to 4000000"),
                row("dtr", UNO.replace("ACM0}", "ACM0, dtr: rest}") + T,
                        "3:35: serial.dtr: unknown value 'rest'; did you mean 'reset'? Allowed: keep, reset, wait"),
                row("line family", UNO.replace("ACM0}", "ACM0, line: rflnk}") + T,
                        "3:36: serial.line: unknown value 'rflnk'; did you mean 'rflink'? Allowed: auto, pairs, node-pairs, csv, "
                                + "topic-payload, plain, json, serial2mqtt, mysensors, rflink, influx, nmea, firmata, mqtt"),
                row("empty port", UNO.replace("/dev/ttyACM0", "\"\"") + T,
                        "3:16: serial.port: is empty; give the path, such as /dev/serial/by-id/... or /dev/ttyACM0"),
                row("empty Client Identifier", "board: e\nmodel: other\nmqtt: {client-id: \"\"}\n" + T,
                        "3:19: mqtt.client-id: is empty; give the identifier that the sketch connects with"),
                row("input on a chip without lines", PI + "inputs: [{name: b, chip: ssd1306}]\n",
                        "3:26: inputs[0].chip: 'ssd1306' has no lines to watch"),
                row("input as a chip", PI + "inputs: [{name: b, chip: pir}]\n",
                        "3:26: inputs[0].chip: 'pir' has no lines to watch; write 'as: pir'"),
                row("input on a line that is an output only", PI + "inputs: [{name: b, chip: mcp23017, channel: 15}]\n",
                        "3:45: inputs[0].channel: '15': this line of a mcp23017 is an output only; take another one"),
                row("input on a chip and a pin", PI + "inputs: [{name: b, chip: pcf8574, gpio: 4}]\n",
                        "3:35: key 'gpio' in inputs[0] does not fit an input on a pcf8574. Allowed: name, as, chip, bus, address,"
                                + " channel, active, debounce, hold, topic, json"),
                row("line twice",
                        PI + "outputs: [{name: a, chip: pcf8574, channel: 3}]\ninputs: [{name: b, chip: pcf8574, channel: 3}]\n",
                        "3:45: outputs[0].channel: 'I2C bus 1 address 0x20' is already used by inputs[0].channel (line 4); give another"),
                row("pull", PI + "inputs: [{name: b, gpio: 27, pull: upp}]\n",
                        "3:36: inputs[0].pull: unknown value 'upp'; did you mean 'up'? Allowed: up, down, none"),
                row("start", PI + "outputs: [{name: led, gpio: 17, start: keep}]\n",
                        "3:40: outputs[0].start: unknown value 'keep'. Allowed: off, on"),
                row("exit", PI + "outputs: [{name: led, gpio: 17, exit: offf}]\n",
                        "3:39: outputs[0].exit: unknown value 'offf'; did you mean 'off'? Allowed: off, on, keep"),
                row("empty payload", PI + "outputs: [{name: led, gpio: 17, on: \"\"}]\n",
                        "3:37: outputs[0].on: is empty; give the text to publish, such as \"1\""),
                row("the same payload twice", PI + "outputs: [{name: led, gpio: 17, on: 1, off: 1}]\n",
                        "3:45: outputs[0].off: '1' is also the payload of 'on'; they must differ"));
    }

    static Stream<Arguments> refusesUnits() {
        return Stream.of(
                row("time without unit", BME + "    every: 5\n",
                        "6:12: sensors[0].every: '5' has no unit; did you mean '5 s'? Units: ms, s, min, h, d"),
                row("unknown unit", BME + "    every: 5 sec\n",
                        "6:12: sensors[0].every: '5 sec': unknown unit 'sec'; did you mean 's'? Units: ms, s, min, h, d"),
                row("time with a comma", BME + "    every: 2,5 s\n",
                        "6:12: sensors[0].every: '2,5 s' has a comma; did you mean '2.5 s'? The decimal mark is a point"),
                row("change with a comma", UNO + "signals: [{name: T, change: \"0,2\"}]\n",
                        "4:29: signals[0].change: '0,2' has a comma; did you mean '0.2'? The decimal mark is a point"),
                row("range with a word", UNO + "signals: [{name: T, range: -40 to 85}]\n",
                        "4:28: signals[0].range: '-40 to 85' is not a range; did you mean '-40..85'?"),
                row("range with a hyphen", UNO + "signals: [{name: T, range: 0-100}]\n",
                        "4:28: signals[0].range: '0-100' is not a range; did you mean '0..100'?"),
                row("range with commas", UNO + "signals: [{name: T, range: \"0,5..1,5\"}]\n",
                        "4:28: signals[0].range: '0,5..1,5' is not a range; did you mean '0.5..1.5'?"),
                row("no time", BME + "    every: often\n",
                        "6:12: sensors[0].every: 'often' is not a time; write a number and a unit, such as 5 s "
                                + "(units: ms, s, min, h, d)"),
                row("time too short", BME + "    every: 1 ms\n",
                        "6:12: sensors[0].every: '1 ms' is out of range; allowed: 100 ms to 1 d"),
                row("time too long", PI + "inputs: [{name: b, gpio: 27, debounce: 1 min}]\n",
                        "3:40: inputs[0].debounce: '1 min' is out of range; allowed: 0 s to 10 s"),
                row("time beyond counting", BME + "    every: 99999 d\n",
                        "6:12: sensors[0].every: '99999 d' is too long; at most 24 d"),
                row("min longer than max", UNO + "signals: [{name: T, min: 1 h, max: 5 min}]\n",
                        "4:26: signals[0].min: '1 h' is longer than max, '5 min'; "
                                + "min is the shortest interval between messages"),
                row("no range", UNO + "signals: [{name: T, range: 85}]\n",
                        "4:28: signals[0].range: '85' is not a range; write the two ends with two points between, such as -40..85"),
                row("range the wrong way round", UNO + "signals: [{name: T, range: 85..-40}]\n",
                        "4:28: signals[0].range: 85..-40: the first number must be smaller than the second, as in -40..85"),
                row("range that no scaled int holds", UNO + "signals: [{name: T, decimals: 9, range: 0..3}]\n",
                        "4:41: signals[0].range: '0..3' is too large with 9 decimals; at most 2"),
                row("no change", UNO + "signals: [{name: T, change: little}]\n",
                        "4:29: signals[0].change: 'little' is not a change; write a number such as 0.2, or a share such as 2 %"),
                row("negative change", UNO + "signals: [{name: T, change: -1}]\n",
                        "4:29: signals[0].change: -1: must not be negative; 0 means any change"),
                row("change of more than all", UNO + "signals: [{name: T, change: 101 %}]\n",
                        "4:29: signals[0].change: 101 %: must be 0 % to 100 %"));
    }

    static Stream<Arguments> refusesTopics() {
        String unoTopic = UNO + "signals: [{name: T, topic: \"%s\"}]\n";
        String at = "4:28: signals[0].topic: '%s': ";
        return Stream.of(
                row("wildcard +", unoTopic.formatted("maison/+/temp"), at.formatted("maison/+/temp")
                        + "wildcards (+ and #) are for subscriptions; give the one topic, such as maison/salon/temp"),
                row("wildcard #", unoTopic.formatted("maison/#"), at.formatted("maison/#")
                        + "wildcards (+ and #) are for subscriptions; give the one topic, such as maison/salon/temp"),
                row("topic of the broker", unoTopic.formatted("$SYS/x"), at.formatted("$SYS/x")
                        + "topics that begin with $ belong to the broker; begin with another level, such as maison/"),
                row("empty topic", unoTopic.formatted(""), at.formatted("") + "a topic must not be empty"),
                row("slash at the end", unoTopic.formatted("maison/temp/"), at.formatted("maison/temp/")
                        + "ends in '/'; leave it out"),
                row("slash twice", unoTopic.formatted("maison//temp"), at.formatted("maison//temp")
                        + "has an empty level ('//'); leave one '/' out"),
                row("blank at the edge of a level", unoTopic.formatted("maison/ salon/T"),
                        at.formatted("maison/ salon/T")
                                + "has a blank at the edge of level ' salon'; leave it out"),
                row("control character", unoTopic.formatted("a\\tb"), at.formatted("a\tb")
                        + "contains a control character; write the topic on one line"),
                row("base of two levels", PI + "base: a/b\n" + LED, "3:7: base: 'a/b': must be one level, without '/'"),
                row("place of two levels", PI + "place: a/b\n" + LED,
                        "3:8: place: 'a/b': must be one level, without '/'"),
                row("pin that the model has not", UNO + "signals: [{name: T, pin: A9}]\n",
                        "4:26: signals[0].pin: unknown value 'A9'; did you mean 'A0'? Allowed: A0, A1, A2, A3, A4, A5, 13, "
                                + "12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0"),
                row("scale beside map", UNO + "signals: [{name: T, scale: 2, map: 0..1023 to 0..5}]\n",
                        "4:28: signals[0].scale: not beside 'map', which has a scale of its own; leave one out"),
                row("scale of nothing", UNO + "signals: [{name: T, scale: 0}]\n",
                        "4:28: signals[0].scale: 0: must not be 0, and at most 1000000"),
                row("scale with a comma", UNO + "signals: [{name: T, scale: '0,1'}]\n",
                        "4:28: signals[0].scale: '0,1' has a comma; did you mean '0.1'? The decimal mark is a point"),
                row("offset that is no number", UNO + "signals: [{name: T, offset: x}]\n",
                        "4:29: signals[0].offset: 'x' is not a number; write it such as 0.1 or -3"),
                row("map without a right side", UNO + "signals: [{name: T, map: 0..1023}]\n",
                        "4:26: signals[0].map: '0..1023' is not a map; write what comes and what it means, "
                                + "such as 0..1023 to 0..5"),
                row("map to one point", UNO + "signals: [{name: T, map: 0..1023 to 5..5}]\n",
                        "4:26: signals[0].map: both ends become 5; give two values, as in 0..1023 to 0..5"),
                row("map too steep", UNO + "signals: [{name: T, decimals: 9, map: 0..0.001 to 0..2}]\n",
                        "4:39: signals[0].map: is too steep for 9 decimals; give fewer decimals"),
                row("median too long", UNO + "signals: [{name: T, median: 32}]\n",
                        "4:29: signals[0].median: 32 is out of range; allowed: 1 to 31"),
                row("mean of nothing", UNO + "signals: [{name: T, mean: 0}]\n",
                        "4:27: signals[0].mean: 0 is out of range; allowed: 1 to 60"),
                row("clamp upside down", UNO + "signals: [{name: T, clamp: 5..0}]\n",
                        "4:28: signals[0].clamp: 5..0: the first number must be smaller than the second, as in -40..85"),
                row("round finer than the decimals", UNO + "signals: [{name: T, round: 0.25}]\n",
                        "4:28: signals[0].round: 0.25 has more than the 1 decimals of the signal"),
                row("round to nothing", UNO + "signals: [{name: T, round: 0}]\n",
                        "4:28: signals[0].round: 0: must be above 0, such as 0.5"),
                row("old at once", UNO + "signals: [{name: T, old: 0 s}]\n",
                        "4:26: signals[0].old: '0 s' is out of range; allowed: 1 s to 10 d"),
                row("priority without a ring",
                        PI + "sensors: [{chip: ds18b20, signals: [{name: temperature, priority: 2}]}]\n",
                        "3:67: sensors[0].signals[0].priority: 2 is of no use without 'keep-offline: true'"),
                row("JSON on a topic that is taken", UNO + "signals:\n  - {name: T, topic: a, json: true}\n"
                        + "  - {name: H, topic: a/json}\n",
                        "6:22: signals[1].topic: 'a/json' is already used by signals[0].json (line 5); give another"),
                row("longest-on too long", UNO + "outputs: [{name: led, longest-on: 11 d}]\n",
                        "4:35: outputs[0].longest-on: '11 d' is out of range; allowed: 0 s to 10 d"),
                row("without-link without a time", PI + "outputs: [{name: led, gpio: 17, without-link: off}]\n",
                        "3:47: outputs[0].without-link: 'off': allowed are keep, off after <time> and on after <time>, "
                                + "such as off after 30 s"),
                row("without-link at once", PI + "outputs: [{name: led, gpio: 17, without-link: off after 0 s}]\n",
                        "3:47: outputs[0].without-link: '0 s' is out of range; allowed: 1 s to 10 d"),
                row("a ring of nothing", PI + "offline: {messages: 0}\n" + LED,
                        "3:21: offline.messages: 0 is out of range; allowed: 1 to 100000"),
                row("a ring for a serial board", UNO + "offline: {messages: 10}\n" + T,
                        "4:10: offline: only for a board with pins of its own, which 'libellule node' runs"),
                row("command topic is a signal's", UNO + T + "outputs: [{name: led, topic: maison/uno/T}]\n",
                        "5:30: outputs[0].topic: 'maison/uno/T' is already used by signals[0].topic (line 4); give another"),
                row("two signals on one topic", UNO + "signals:\n  - {name: T, topic: x}\n  - {name: H, topic: x}\n",
                        "6:22: signals[1].topic: 'x' is already used by signals[0].topic (line 5); give another"),
                row("availability on a signal's topic", UNO + "availability: x\nsignals: [{name: T, topic: x}]\n",
                        "5:28: signals[0].topic: 'x' is already used by availability (line 4); give another"),
                row("two outputs on one topic",
                        PI + "outputs:\n  - {name: a, gpio: 1, topic: x}\n  - {name: b, gpio: 4, topic: x}\n",
                        "5:31: outputs[1].topic: 'x' is already used by outputs[0].topic (line 4); give another"));
    }

    static Stream<Arguments> refusesWhatCannotStandTogether() {
        return Stream.of(
                row("GPIO twice", PI + LED + "inputs: [{name: b, gpio: 17}]\n",
                        "3:29: outputs[0].gpio: '17' is already used by inputs[0].gpio (line 4); give another"),
                row("GPIO of the I2C bus", BME + "inputs: [{name: b, gpio: 2}]\n",
                        "6:26: inputs[0].gpio: '2' is already used by sensors[0] (line 4); give another"),
                row("name twice", UNO + "signals:\n  - {name: T, topic: x}\n  - {name: T, topic: y}\n",
                        "6:12: signals[1].name: 'T' is already used by signals[0].name (line 5); give another"),
                row("command twice", UNO + "outputs:\n  - {name: a, command: led}\n  - {name: b, command: led}\n",
                        "6:24: outputs[1].command: 'led' is already used by outputs[0].command (line 5); give another"),
                row("two chips at one address", BME + "  - {chip: bme280, signals: [{name: pressure}]}\n",
                        "6:5: sensors[1].address: 'I2C bus 1 address 0x76' is already used by sensors[0].address "
                                + "(line 4); give another"),
                row("first beside another", PI
                        + "sensors:\n  - {chip: ds18b20, signals: [{name: temperature, topic: a}]}\n"
                        + "  - {chip: ds18b20, id: 28-0316a2794aff, signals: [{name: temperature, topic: b}]}\n",
                        "4:5: sensors[0].id: 'first' could be the chip of sensors[1].id (line 5); with two chips give both their ids"),
                row("a plain line with two signals",
                        UNO.replace("ACM0}", "ACM0, line: plain}") + "signals: [{name: T}, {name: H}]\n",
                        "4:22: signals[1]: a line of the family 'plain' (serial.line (line 3)) carries one value; "
                                + "leave the other signals out"),
                row("serial and mqtt", UNO + "mqtt: {username: a}\n" + T,
                        "4:7: mqtt: a board has either 'serial' or 'mqtt'; leave one out"),
                row("model without its section", "board: u\nmodel: arduino-uno\n" + LED,
                        "2:8: model: 'arduino-uno' is on a serial line, but this file has neither 'serial' nor 'mqtt'"),
                row("model with a section it does not have", "board: u\nmodel: raspberry-pi\nserial: {port: a}\n" + T,
                        "2:8: model: 'raspberry-pi' has pins and buses of its own, but this file has 'serial'"),
                row("signals without a line", PI + T,
                        "3:10: signals: only for a board with a 'serial' or 'mqtt' section; "
                                + "for a chip write them inside its entry of 'sensors'"),
                row("sensors behind a line", UNO + "sensors: [{chip: ds18b20, signals: [{name: temperature}]}]\n",
                        "4:10: sensors: only for a board with buses of its own; what comes by a serial line or MQTT is 'signals'"),
                row("inputs behind a line", UNO + "inputs: [{name: b, gpio: 1}]\n",
                        "4:9: inputs: only for a board with pins of its own; what comes by a serial line or MQTT is 'signals'"),
                row("board without purpose", PI,
                        "1:1: the board does nothing; give at least one of signals, sensors, outputs, inputs"));
    }

    static Stream<Arguments> refusesWhatIsNotYaml() {
        return Stream.of(
                row("tab", "board: pi\n\tname: a\n", "2:1: the line is indented with a tab; indent with spaces"),
                row("no blank after the colon", "board: pi\nmodel:raspberry-pi\nname: a\n",
                        "2:1: a key without ': ' near 'model:raspberry-pi'; write 'key: value', with a blank after the colon"),
                row("quote never closed", "board: pi\nname: \"a\n", "3:1: a quote is opened and never closed"),
                row("indentation", "board: pi\n  name: a\n",
                        "2:7: a ':' where no key can be, in 'name: a'; check the indentation, or quote a value that contains ': '"),
                row("unit not quoted", UNO + "signals:\n  - name: H\n    unit: %\n",
                        "6:11: a value or key cannot begin with % in 'unit: %'; quote it, as in \"%\""),
                row("bracket not closed", PI + "outputs: [{name: led, gpio: 17}\ninputs: []\n",
                        "4:1: a [ or { is opened and not closed before 'inputs: []'"),
                row("list inside a value", PI + "name: a\n  - b: c\n",
                        "4:6: a ':' where no key can be, in '- b: c'; check the indentation, or quote a value that contains ': '"),
                row("list beside keys", PI + "- name: led\n",
                        "3:1: '- name: led' is not indented like the lines above it; keys of one section begin in the same column"),
                row("second document", PI + LED + "---\nboard: b\n",
                        "5:1: a second document begins here ('---'); one file is one board"),
                row("reference", "board: &a pi\nname: *a\n",
                        "2:7: '*a': references to other places are not supported; write the value out"),
                row("a list", "- board: pi\n",
                        "1:1: a board file is a section of keys, not a list; begin with 'board: <name>'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"refusesKeys", "refusesValues", "refusesUnits", "refusesTopics", "refusesWhatCannotStandTogether",
            "refusesWhatIsNotYaml"})
    void refuses(String why, String yaml, String message) {
        BoardFileException refusal = assertThrows(BoardFileException.class, () -> parse(yaml), why);
        assertEquals(message, refusal.getMessage(), why);
    }

    @Test
    void allProblemsComeInOnePassInTheOrderOfTheFile() {
        BoardFileException refusal = assertThrows(BoardFileException.class, () -> parse(
                "board: Pi\nmodel: raspberry-pi\nouputs: []\noutputs:\n  - {name: led, gpio: 99, topic: a/#}\n  - {gpio: 3}\n"));
        assertEquals("1 3 5 6", refusal.problems().stream().map(problem -> "" + problem.line())
                .collect(Collectors.joining(" ")));
    }

    /** The rows above add to these boards; they must be right without the addition. */
    @ParameterizedTest
    @MethodSource
    void rightWithoutTheAddition(String yaml) {
        parse(yaml);
    }

    static Stream<String> rightWithoutTheAddition() {
        return Stream.of(PI + LED, UNO + T, BME);
    }

    private static Board parse(String yaml) {
        return BoardFile.parse("salon.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
