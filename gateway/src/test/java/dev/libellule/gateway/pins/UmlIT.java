package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Peer;
import dev.libellule.gateway.PluginJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way on a real kernel: User Mode Linux boots on this machine's files, its i2c-stub has the registers of a BME280, and the
 * gateway inside reads it through {@code /dev/i2c-0} and publishes. So does a node whose pins a plug-in of Pi4J moves; the plug-in is the
 * test's, {@link KernelPlugin}, for i2c-stub knows SMBus only, and Pi4J's own speak plain I2C.
 */
class UmlIT {
    private static final long PATIENCE_SECONDS = 400; // twenty on an idle machine

    @TempDir
    private Path folder;

    @Test
    @Timeout(450)
    void aChipOnTheKernelsBusBecomesMessages() throws Exception {
        Path uml = Peer.require("linux.uml", "user-mode-linux");
        Peer.require("insmod", "kmod");
        Peer.require("i2cset", "i2c-tools");
        Peer.require("ip", "iproute2");
        Path init = copy("init.sh");
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        copy("board.yaml");
        copy("plugin.yaml");
        PluginJar.install(KernelPlugin.class, Files.createDirectories(folder.resolve("data/libellule/pi4j")));
        Files.writeString(folder.resolve("classpath"), "-cp \"" + System.getProperty("java.class.path") + "\"\n");
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process process = new ProcessBuilder(uml.toString(), "mem=1024M", "rootfstype=hostfs", "rootflags=/", "ro",
                "init=" + init, "con=null", "con0=fd:0,fd:1", "quiet", "java=" + java, "folder=" + folder)
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).start();
        try {
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            String text = output.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            // Worked example of the BMP280 datasheet, 3.12: 25.08 °C and 1006.53 hPa
            for (String expected : new String[]{"sample 0 [2508, ", ", 100653]",
                    "bytes allocated by 200 reads of a register and of a block: 0\n", "maison/salon/temp 25.08\n",
                    "maison/salon/hum ", "maison/salon/pression 1006.53\n", "subscriber ended with 0\n",
                    "maison/cuisine/temperature 25.08\n", "maison/cuisine/humidity ",
                    "maison/cuisine/pressure 1006.53\n", "subscriber to the plug-in's board ended with 0\n"}) {
                assertTrue(text.contains(expected), "'" + expected + "' is missing in:\n" + text);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path copy(String name) throws IOException {
        try (InputStream in = UmlIT.class.getResourceAsStream("/uml/" + name)) {
            Path to = folder.resolve(name);
            Files.copy(in, to);
            return to;
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            return "the output of the kernel could not be read: " + e.getMessage();
        }
    }
}
