package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the client costs a device is measured by each build, and the table in the README is what was measured, to within 3 %. When it
 * no longer is: {@code mvn -pl device-client test -Dtest=FootprintTest -Dfootprint.write=true} writes it anew.
 */
class FootprintTest {
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- footprint: written by FootprintTest -->\n";
    private static final String END = "<!-- footprint: end -->\n";
    /** A ratchet: it only goes down, until it stands at 64 KiB. */
    private static final int MAXIMUM_CLASS_BYTES = 96_000;
    private static final int MAXIMUM_HEAP_BYTES = 6 * 1024;
    private static final double TOLERANCE = 0.03;
    private static final Pattern NUMBER = Pattern.compile("\\d+(,\\d{3})*");

    @TempDir
    private static Path classes;

    @TempDir
    private static Path work;

    private static long shrunkBytes;

    @BeforeAll
    static void compile() throws Exception {
        Footprint.compileWithoutDebug(classes);
        shrunkBytes = Shrunk.clientBytes(classes, work);
    }

    @Test
    void codecAndClientOfAnApplicationFitInto64KiB() {
        assertTrue(shrunkBytes > 10_000 && shrunkBytes <= 64 * 1024,
                shrunkBytes + " bytes of class files, at most 65,536 allowed");
    }

    @Test
    void codecAndClientStaySmall() throws IOException {
        long bytes = Footprint.classBytes(classes, "codec") + Footprint.classBytes(classes, "client");
        assertTrue(bytes <= MAXIMUM_CLASS_BYTES,
                bytes + " bytes of class files, at most " + MAXIMUM_CLASS_BYTES + " allowed");
    }

    @Test
    void defaultClientFitsInto6KiB() {
        var heap = Footprint.heap(Profile.DEFAULT);
        assertTrue(heap.totalSize() <= MAXIMUM_HEAP_BYTES, heap.totalSize() + " bytes of heap, at most "
                + MAXIMUM_HEAP_BYTES + " allowed:\n" + heap.toFootprint());
    }

    @Test
    void defaultProfileIsWhatTheSettingsSayByThemselves() {
        long own = Footprint.heap(Profile.DEFAULT).totalSize();
        MqttSettings settings = Profile.DEFAULT.settings();
        Profile spelledOut = new Profile("", "", 2048, settings.maximumInFlight, settings.inFlightBytes,
                settings.maximumSubscriptions, 0);
        assertEquals(settings.receiveMaximum * 4 - settings.maximumInFlight * 4,
                own - Footprint.heap(spelledOut).totalSize()); // only the Receive Maximum is another
    }

    @Test
    void readmeSaysWhatIsMeasured() throws IOException {
        String measured = table();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/footprint.md"), measured);
        String readme = Files.readString(README).replace("\r", "");
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, "the README has lost the marks around the table");
        if (Boolean.getBoolean("footprint.write")) {
            Files.writeString(README, readme.substring(0, begin) + measured + readme.substring(end));
            return;
        }
        String cure = "the table in device-client/README.md is no longer what is measured; write it anew with "
                + "mvn -pl device-client test -Dtest=FootprintTest -Dfootprint.write=true, or put there:\n" + measured;
        assertTrue(agree(readme.substring(begin, end), measured), cure);
    }

    @Test
    void aTableThatIsTooFarOffIsNoticed() {
        assertTrue(agree("| a | 10,000 |", "| a | 10,299 |"));
        assertTrue(!agree("| a | 10,000 |", "| a | 10,400 |"));
        assertTrue(!agree("| a | 10,000 |", "| b | 10,000 |"));
        assertTrue(!agree("| a | 10,000 |", "| a | 10,000 | 1 |"));
    }

    /** The same words, and each number within the tolerance. */
    private static boolean agree(String written, String measured) {
        if (!NUMBER.matcher(written).replaceAll("#").equals(NUMBER.matcher(measured).replaceAll("#"))) {
            return false;
        }
        List<Integer> is = numbers(written);
        List<Integer> ought = numbers(measured);
        for (int i = 0; i < is.size(); i++) {
            if (Math.abs(is.get(i) - ought.get(i)) > ought.get(i) * TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (Matcher matcher = NUMBER.matcher(text); matcher.find();) {
            numbers.add(Integer.valueOf(matcher.group().replace(",", "")));
        }
        return numbers;
    }

    private static String table() throws IOException {
        StringBuilder out = new StringBuilder();
        out.append("| Package | Class files, bytes | With debug information |\n|---|---:|---:|\n");
        long without = 0;
        long with = 0;
        for (String name : List.of("codec", "client", "node", "host")) {
            row(out, "`" + name + "`", Footprint.classBytes(classes, name), Footprint.classBytesWithDebug(name));
            if (name.equals("codec") || name.equals("client")) {
                without += Footprint.classBytes(classes, name);
                with += Footprint.classBytesWithDebug(name);
            }
        }
        row(out, "**`codec` + `client`**", without, with);
        out.append(String.format(Locale.ROOT, "| **what of these an application takes along** | %,d | |%n", shrunkBytes)
                .replace("\r", ""));
        out.append("\n| One connected client | Heap, bytes | of these buffers |\n|---|---:|---:|\n");
        for (Profile profile : List.of(Profile.SMALL, Profile.DEFAULT, Profile.LARGE)) {
            row(out, "**" + profile.name() + "**: " + profile.what(), Footprint.heap(profile).totalSize(),
                    profile.bufferBytes());
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String what, long a, long b) {
        out.append(String.format(Locale.ROOT, "| %s | %,d | %,d |%n", what, a, b).replace("\r", ""));
    }
}
