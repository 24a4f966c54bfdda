package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** What it all ran on. */
final class Machine {
    private Machine() {}

    /** The CPUs that processes are pinned to, empty where taskset is absent. */
    static String cpus() throws IOException, InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        return said(Path.of("."), "taskset", "--version").isEmpty() ? "" : "0-" + (Math.min(processors, 2) - 1);
    }

    static ObjectNode describe(Path root, String command, boolean smoke) throws IOException, InterruptedException {
        ObjectNode into = JsonNodeFactory.instance.objectNode();
        into.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        into.put("command", command);
        into.put("smoke", smoke);
        into.put("commit", said(root, "git", "describe", "--always", "--dirty"));
        into.put("processors", Runtime.getRuntime().availableProcessors());
        into.put("cpu", cpuModel());
        into.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        into.put("java", System.getProperty("java.vendor.version", "") + " " + Runtime.version());
        into.put("node", said(root, "node", "--version"));
        into.put("pinned", cpus());
        into.put(
                "loadBefore",
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        return into;
    }

    private static String cpuModel() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        for (String line : Files.readAllLines(info)) {
            if (line.startsWith("model name")) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return System.getProperty("os.arch");
    }

    /** What a command said; empty when there is none such. */
    private static String said(Path where, String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? text.lines().findFirst().orElse("") : "";
        } catch (IOException e) {
            return "";
        }
    }
}
