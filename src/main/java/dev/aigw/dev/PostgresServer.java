package dev.aigw.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real PostgreSQL on a kept folder, on loopback behind a password, with every durability setting on. */
final class PostgresServer {
    static final String USER = "aigw";
    static final String DATABASE = "aigw";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final long LOG_KEPT = 5_000_000;
    private static final int PORTS_TRIED = 5;

    private final DataDirectory data;
    private final Path home;
    private final Path programs;
    private final Unprivileged unprivileged;
    private int port;

    PostgresServer(DataDirectory data, Path programs, Unprivileged unprivileged) {
        this.data = data;
        this.home = data.resolve("postgres");
        this.programs = programs;
        this.unprivileged = unprivileged;
    }

    /** Blocks until it answers; ends first what an earlier gateway left behind. */
    void start(String password) {
        try {
            endLeftovers();
            if (!Files.exists(home.resolve("PG_VERSION"))) {
                initialize(password);
            }
            startOnFreePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** Ends it as gently as it lets us; when this returns no process of it is left. */
    void stop() {
        if (daemon().isEmpty()) {
            return;
        }
        // "fast" ends sessions and writes a checkpoint; "immediate" means recovery at the next start, which is safe
        // too.
        if (!control("stop", "-m", "fast", "-w", "-t", "20").ok()
                && !control("stop", "-m", "immediate", "-w", "-t", "5").ok()) {
            ours().forEach(Daemon::kill);
            ours().forEach(process -> process.ends(Duration.ofSeconds(5)));
        }
    }

    /** The command that stops it, for whoever must do so when this process cannot. */
    List<String> stopCommand() {
        return command("pg_ctl", "-D", home.toString(), "stop", "-m", "fast", "-w", "-t", "30");
    }

    private void endLeftovers() throws IOException {
        Path pidFile = home.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        if (daemon().isPresent()) {
            LOG.info("stopping a postgres that an earlier gateway left behind");
            stop();
        }
        // Children of a postmaster that was killed see that by themselves, soon.
        for (Daemon child : ours()) {
            if (!child.ends(Duration.ofSeconds(10))) {
                child.kill();
            }
        }
        // What is left is the file of a dead server; its pid may belong to a stranger by now, and postgres would wait
        // for that.
        Files.deleteIfExists(pidFile);
    }

    private Optional<Daemon> daemon() {
        return Daemon.find(home.resolve("postmaster.pid"), home);
    }

    private List<Daemon> ours() {
        return Daemon.allIn(home).stream()
                .filter(found -> found.process()
                        .info()
                        .command()
                        .filter(program -> program.endsWith("/postgres"))
                        .isPresent())
                .toList();
    }

    /** Next to its place, then moved there: a first start that was interrupted leaves nothing half made. */
    private void initialize(String password) throws IOException {
        Path draft = data.resolve("postgres.new");
        Programs.delete(draft);
        Files.createDirectory(draft);
        DataDirectory.restrict(draft, "rwx------");
        unprivileged.give(draft);
        Command.Outcome made = Command.run(
                data.path(),
                command(
                        "initdb",
                        "--pgdata=" + draft,
                        "--username=" + USER,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        require(made, "initdb");
        Command.Outcome created = Command.run(
                data.path(),
                command("postgres", "--single", "-D", draft.toString(), "postgres"),
                "alter role " + USER + " password '" + password + "'\ncreate database " + DATABASE + "\n");
        require(created, "postgres --single");
        // Only now that there is a password: who may come in, and how.
        Files.writeString(draft.resolve("pg_hba.conf"), "host all all " + Loopback.HOST + "/32 scram-sha-256\n");
        Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private void startOnFreePort() throws IOException {
        Path log = home.resolve("server.log");
        if (Files.exists(log) && Files.size(log) > LOG_KEPT) {
            Files.delete(log);
        }
        Command.Outcome outcome = new Command.Outcome(-1, "");
        for (int tried = 0; tried < PORTS_TRIED; tried++) {
            port = Loopback.freePort();
            outcome = control("start", "-w", "-t", "120", "-l", log.toString(), "-o", options(port));
            if (outcome.ok()) {
                return;
            }
            if (!tail(log).contains("could not bind")) {
                break;
            }
        }
        throw new DevFailure("The embedded PostgreSQL does not start: " + outcome.output() + "\nThe end of " + log
                + ":\n" + tail(log));
    }

    private static String options(int port) {
        return String.join(
                " ",
                "-p " + port,
                "-c listen_addresses=127.0.0.1",
                "-c unix_socket_directories=",
                "-c fsync=on",
                "-c synchronous_commit=on",
                "-c full_page_writes=on",
                "-c max_connections=200",
                "-c shared_buffers=64MB",
                "-c password_encryption=scram-sha-256",
                "-c log_parameter_max_length_on_error=0",
                "-c logging_collector=off");
    }

    private Command.Outcome control(String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of("-D", home.toString(), verb));
        arguments.addAll(List.of(options));
        return Command.run(data.path(), command("pg_ctl", arguments.toArray(String[]::new)));
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(unprivileged.prefix());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void require(Command.Outcome outcome, String program) {
        if (!outcome.ok()) {
            throw new DevFailure("The embedded PostgreSQL cannot be set up: " + program + " said: " + outcome.output());
        }
    }

    private static String tail(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    }
}
