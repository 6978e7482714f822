package dev.libellule.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says of a broker's process. */
final class BrokerProcess {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that we meet

    private final long pid;

    BrokerProcess(long pid) {
        this.pid = pid;
    }

    /** Seconds of processor time that it has used since it started. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND; // utime, stime
    }

    /** Bytes that it has caused to be written to the disk. */
    long writtenBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
                .filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElse(0);
    }

    /** Bytes of physical memory that it holds. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElse(0) * 1024;
    }

    /** Bytes in use on the heap after full collections; -1 when it is no JVM of ours. */
    long heapBytes() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isReadable(Path.of("/proc/" + pid + "/exe"))
                || !Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).endsWith("java")) {
            return -1;
        }
        run(jcmd, "GC.run");
        run(jcmd, "GC.run");
        String info = run(jcmd, "GC.heap_info");
        long used = 0;
        var matcher = java.util.regex.Pattern.compile("(?:generation|DefNew|Tenured) +total \\d+K, used (\\d+)K")
                .matcher(info);
        while (matcher.find()) {
            used += Long.parseLong(matcher.group(1)) * 1024;
        }
        return used;
    }

    private String run(Path jcmd, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command).redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }
}
