package dev.libellule.device.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/** Compiles a program ahead of time: class files to C by TeaVM, C to a program by gcc. */
final class Ahead {
    private static final Path POSIX = Path.of("src/test/c/posix.c");

    private Ahead() {}

    /**
     * Makes the program.
     *
     * @param heapBytes all the heap that it will ever have
     * @return its path
     */
    static Path compile(String mainClass, int heapBytes, Path directory) throws Exception {
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.C);
        tool.setMainClass(mainClass);
        tool.setTargetDirectory(directory.toFile());
        tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
        tool.setObfuscated(true);
        tool.setStrict(true);
        tool.setShortFileNames(true);
        tool.setMinHeapSize(1);
        tool.setMaxHeapSize(1);
        tool.setClassLoader(Ahead.class.getClassLoader());
        tool.generate();
        if (!tool.getProblemProvider().getSevereProblems().isEmpty()) {
            throw new IOException("TeaVM cannot compile " + mainClass + ": "
                    + tool.getProblemProvider().getSevereProblems().get(0).getText());
        }
        setHeap(directory.resolve("main.c"), heapBytes);
        Path program = directory.resolve("program");
        // -w: what TeaVM writes is not ours to warn about; no unwind tables: C needs none, nor does firmware have them
        run(directory, "gcc", "-Os", "-w", "-fno-pie", "-no-pie", "-fno-asynchronous-unwind-tables",
                "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "all.c",
                POSIX.toAbsolutePath().toString(), "-o", program.toString(), "-lm", "-lrt");
        return program;
    }

    /** TeaVM counts heaps in MiB; ours is smaller. */
    private static void setHeap(Path main, int bytes) throws IOException {
        String source = Files.readString(main);
        String changed = source.replaceFirst("teavm_initHeap\\([^)]*\\)",
                "teavm_initHeap(" + bytes + ", " + bytes + ")");
        if (changed.equals(source)) {
            throw new IOException("TeaVM's main.c sets no heap; it has another form in this version");
        }
        Files.writeString(main, changed);
    }

    /** Runs a tool to its end; what it wrote. */
    static String run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command)).directory(directory.toFile()).redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + " failed: " + output);
        }
        return output;
    }
}
