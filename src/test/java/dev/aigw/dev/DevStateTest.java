package dev.aigw.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevStateTest {
    @TempDir
    Path directory;

    @Test
    void isReadBackWhileItsProcessLives() {
        DevState state = state(ProcessHandle.current());

        state.write(directory);

        assertThat(DevState.read(directory)).contains(state);
    }

    @Test
    void isNotTakenForAnotherProcessOfTheSamePid() {
        DevState own = state(ProcessHandle.current());

        new DevState(own.pid(), Instant.EPOCH, "u", "m", "p", "r", "k").write(directory);

        assertThat(DevState.read(directory)).isEmpty();
    }

    @Test
    void isGoneWhenItsProcessIs() throws Exception {
        Process shortLived = new ProcessBuilder("true").start();
        DevState state = state(shortLived.toHandle());
        shortLived.waitFor();

        state.write(directory);

        assertThat(DevState.read(directory)).isEmpty();
    }

    @Test
    void isGoneWhenItsProcessHasEndedEvenIfNobodyCollectsIt() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        ProcessHandle uncollected = ProcessHandle.of(
                        Long.parseLong(parent.inputReader().readLine()))
                .orElseThrow();
        DevState state = state(uncollected);

        state.write(directory);

        assertThat(Daemon.await(() -> DevState.read(directory).isEmpty(), Duration.ofSeconds(10)))
                .isTrue();
        assertThat(uncollected.isAlive()).isTrue();
        parent.destroyForcibly();
    }

    @Test
    void isNotThereInAnEmptyDirectoryNorInHalfAFile() throws Exception {
        assertThat(DevState.read(directory)).isEmpty();

        Files.writeString(directory.resolve("dev.json"), "{\"pid\": 1");

        assertThat(DevState.read(directory)).isEmpty();
    }

    @Test
    void isForTheOwnersEyes() throws Exception {
        state(ProcessHandle.current()).write(directory);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("dev.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void printsNoSecret() {
        assertThat(state(ProcessHandle.current()).toString()).doesNotContain("secret");
    }

    private static DevState state(ProcessHandle process) {
        return new DevState(
                process.pid(),
                Instant.ofEpochMilli(
                        process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli()),
                "http://127.0.0.1:1",
                "http://127.0.0.1:2",
                "postgresql://aigw:secret@127.0.0.1:3/aigw",
                "redis://:secret@127.0.0.1:4",
                "secret");
    }
}
