package dev.libellule.gateway.app;

import dev.libellule.gateway.store.StoreCopy;
import dev.libellule.gateway.store.StoreException;
import dev.libellule.gateway.store.StoredMessage;
import dev.libellule.gateway.store.StoredSession;
import dev.libellule.gateway.store.StoredState;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule store}: looks into the broker's store, also while the broker runs. */
@Command(name = "store", description = "Checks, backs up, restores and exports what the broker keeps, also while it runs.", //
        mixinStandardHelpOptions = true, subcommands = {StoreCommand.Check.class, StoreCommand.Backup.class,
                StoreCommand.Restore.class, StoreCommand.Export.class})
final class StoreCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which part? Give one of: check, backup, restore, export");
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Path folderOf(Path file) {
        return file.toAbsolutePath().getParent();
    }

    @Command(name = "check", mixinStandardHelpOptions = true, //
            description = "Says whether a store is sound and what is in it; exit status 1 if it is not sound.")
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "The store: libellule.db in persistence_location.")
        private Path file;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (StoreCopy copy = StoreCopy.of(file, temporary())) {
                StoredState state = copy.state();
                out.printf("%s: %s%n", file, copy.problem() == null ? "sound" : "NOT SOUND");
                out.println(state);
                Map<Long, long[]> waiting = new HashMap<>();
                for (StoredState.Waiting one : state.deliveries) {
                    long[] sum = waiting.computeIfAbsent(one.delivery().session, _ -> new long[2]);
                    sum[0]++;
                    sum[1] += one.delivery().message.data.length;
                }
                state.sessions.values().stream().sorted(Comparator.comparing(StoredSession::clientId))
                        .forEach(session -> {
                            long[] sum = waiting.getOrDefault(session.id(), new long[2]);
                            out.printf("  %-24s %8d messages %10d bytes waiting, %s%n", session.clientId(), sum[0],
                                    sum[1],
                                    session.disconnectedAt() == 0
                                            ? "connected"
                                            : "away since " + state.wallMillis(session.boot(), session.disconnectedAt())
                                                    .stream().mapToObj(Instant::ofEpochMilli).map(Instant::toString)
                                                    .findFirst().orElse("a time that is not known"));
                        });
                if (copy.problem() != null) {
                    out.println(copy.problem());
                    out.println("The broker will keep what can be read, and set the file aside, when it starts.");
                }
                out.flush();
                return copy.problem() == null ? Main.OK : Main.FAILED;
            }
        }
    }

    @Command(name = "backup", mixinStandardHelpOptions = true, //
            description = "Copies a store as it is at one moment, also while the broker runs, and reads the copy.")
    static final class Backup implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "FILE", description = "The store.")
        private Path file;

        @Parameters(index = "1", paramLabel = "BACKUP", description = "The file to make.")
        private Path backup;

        @Option(names = "--force", description = "Replaces a back-up of that name.")
        private boolean force;

        @Override
        public Integer call() {
            if (Files.exists(backup) && !force) {
                throw new StoreException(backup + " is there already; choose another name, or give --force");
            }
            try (StoreCopy copy = StoreCopy.of(file, folderOf(backup))) {
                if (copy.problem() != null) {
                    throw new StoreException("no back-up was made, since " + copy.problem());
                }
                copy.saveAs(backup);
                spec.commandLine().getOut().printf("%s: %s%n", backup, copy.state());
                return Main.OK;
            }
        }
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, //
            description = "Puts a back-up in the place of a store; the broker must not run. The store before is kept.")
    static final class Restore implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "BACKUP", description = "What libellule store backup has made.")
        private Path backup;

        @Parameters(index = "1", paramLabel = "FILE", description = "The store.")
        private Path file;

        @Override
        public Integer call() {
            try (StoreCopy copy = StoreCopy.of(backup, folderOf(file))) {
                Path aside = copy.restoreTo(file);
                try (StoreCopy again = StoreCopy.of(file, temporary())) {
                    if (!again.state().toString().equals(copy.state().toString()) || again.problem() != null) {
                        throw new StoreException("what was restored is not what was backed up: " + again.problem());
                    }
                }
                spec.commandLine().getOut().printf("%s: %s%s%n", file, copy.state(),
                        aside == null ? "" : "; the store before is " + aside);
                return Main.OK;
            }
        }
    }

    @Command(name = "export", mixinStandardHelpOptions = true, //
            description = "Writes what is in a store as lines of JSON: sessions, subscriptions, messages that wait, retained ones, wills.")
    static final class Export implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "The store.")
        private Path file;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (StoreCopy copy = StoreCopy.of(file, temporary())) {
                StoredState state = copy.state();
                Map<Long, String> names = new HashMap<>();
                state.sessions.forEach((id, session) -> names.put(id, session.clientId()));
                state.sessions.values().forEach(session -> out.println(new JsonText(false).beginObject()
                        .name("type").text("session").name("client").text(session.clientId())
                        .name("user").text(session.userName() == null ? "" : session.userName())
                        .name("expiry_s").number(session.expirySeconds())
                        .name("disconnected_at_ms").number(
                                state.wallMillis(session.boot(), session.disconnectedAt()).orElse(0))
                        .endObject()));
                state.subscriptions.forEach(one -> out.println(new JsonText(false).beginObject()
                        .name("type").text("subscription").name("client").text(names.get(one.session()))
                        .name("filter").text(one.filter()).name("qos").number(one.qos()).endObject()));
                state.deliveries.forEach(one -> out.println(message(state, "message", names.get(one.delivery().session),
                        one.delivery().message, one.delivery().qos)));
                state.retained.forEach(
                        one -> out.println(message(state, "retained", null, one.message(), one.message().qos)));
                state.wills.forEach(one -> out.println(message(state, "will", names.get(one.session()), one.message(),
                        one.message().qos)));
                out.flush();
                if (copy.problem() != null) {
                    spec.commandLine().getErr().println(copy.problem());
                }
                return copy.problem() == null ? Main.OK : Main.FAILED;
            }
        }

        private static JsonText message(StoredState state, String type, String client, StoredMessage message, int qos) {
            JsonText json = new JsonText(false).beginObject().name("type").text(type);
            if (client != null) {
                json.name("client").text(client);
            }
            json.name("topic").text(new String(message.data, 0, message.topicLength, StandardCharsets.UTF_8))
                    .name("qos").number(qos);
            if (!type.equals("will")) { // its expiry is counted from when it is published
                state.wallMillis(message.boot, message.expiresAt)
                        .ifPresent(time -> json.name("expires_at_ms").number(time));
                state.wallMillis(message.boot, message.receivedAt)
                        .ifPresent(time -> json.name("received_at_ms").number(time));
            }
            int start = message.topicLength + message.propertiesLength;
            ByteBuffer payload = ByteBuffer.wrap(message.data, start, message.data.length - start);
            try {
                json.name("payload").text(StandardCharsets.UTF_8.newDecoder().decode(payload.duplicate()).toString());
            } catch (CharacterCodingException _) {
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                json.name("payload_base64").text(Base64.getEncoder().encodeToString(bytes));
            }
            return json.endObject();
        }
    }
}
