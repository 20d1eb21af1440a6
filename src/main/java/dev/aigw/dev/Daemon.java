package dev.aigw.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A server that may outlive the gateway that started it.
 *
 * <p>A pid file alone proves nothing: pids are used again. A process is only believed to be ours if it works in our
 * folder, or, where that cannot be seen, if its command line names it.
 *
 * @param folder where it works
 */
record Daemon(ProcessHandle process, Path folder) {

    /** The living process that the first line of a pid file names, if it is ours. */
    static Optional<Daemon> find(Path pidFile, Path folder) {
        return pid(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(Daemon::lives)
                .filter(process -> worksIn(process, folder))
                .map(process -> new Daemon(process, folder));
    }

    /** Whether it runs: one that has ended but was not yet collected by its parent, or never will be, does not. */
    static boolean lives(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            // 4711 (a name, which may hold anything) Z ...
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return process.isAlive();
        }
    }

    private static Optional<Long> pid(Path pidFile) {
        try (Stream<String> lines = Files.lines(pidFile)) {
            return lines.findFirst().map(line -> Long.parseLong(line.strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** All processes that work in this folder: a dead server's children too. Empty where the system does not tell. */
    static List<Daemon> allIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        workingDirectory(process).filter(folder::equals).isPresent())
                .map(process -> new Daemon(process, folder))
                .toList();
    }

    private static boolean worksIn(ProcessHandle process, Path folder) {
        return workingDirectory(process).map(folder::equals).orElseGet(() -> named(process, folder));
    }

    private static boolean named(ProcessHandle process, Path folder) {
        return Arrays.stream(process.info().arguments().orElse(new String[0]))
                .anyMatch(argument -> argument.equals(folder.toString()) || argument.startsWith(folder + "/"));
    }

    private static Optional<Path> workingDirectory(ProcessHandle process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Waits for it to end by itself. */
    boolean ends(Duration patience) {
        return await(() -> !lives(process), patience);
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Asks every few milliseconds; these are not our children, so nobody tells. */
    static boolean await(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
