package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.gateway.store.StoreFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in the store's file, the broker starts with it and goes on. */
class DamageTest {
    private static final int ROUNDS = Integer.getInteger("libellule.flips", 150);
    private static final List<String> WRONG = List.of("-1", "0", "3", "65536", "9223372036854775807",
            "-9223372036854775808", "'text'", "''", "x''", "x'00FF'", "1e300");

    @TempDir
    Path folder;

    private Path original;

    @BeforeEach
    void fill() {
        try (RestartingBroker broker = new RestartingBroker(folder)) {
            broker.start();
            TestClient away = broker.client(TestClient.connect(MqttVersion.V3_1_1, "away", false));
            away.subscribe("t/#", 2);
            TestClient publisher = broker.client(TestClient.connect(MqttVersion.V3_1_1, "p", false));
            for (int i = 1; i <= 40; i++) {
                publisher.publish("t/" + i, "payload ".repeat(i) + i, i % 2 + 1, i % 3 == 0, i);
                broker.commit();
            }
            away.lose();
            publisher.lose();
            broker.commit();
        }
        original = folder.resolve("libellule.db");
    }

    /** Throws where the broker would not have started. */
    private void startOn(Path file, String what) throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        assertNotNull(opened.store(), what + ": " + opened.problem());
        try (RestartingBroker broker = new RestartingBroker(file.getParent())) {
            broker.start(Limits.DEFAULT, _ -> null, opened);
            TestClient back = broker.client(TestClient.connect(MqttVersion.V3_1_1, "away", false));
            back.subscribe("#", 2);
            broker.pass(2);
            broker.client(TestClient.connect(MqttVersion.V3_1_1, "p", true)).publish("t/1", "new", 2, true, 1);
            broker.commit();
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private Path copy(int number) throws Exception {
        Path file = Files.createDirectory(folder.resolve("copy" + number)).resolve("libellule.db");
        return Files.copy(original, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aFewBytesAreChanged() throws Exception {
        long seed = Long.getLong("libellule.seed", System.nanoTime());
        System.out.println("DamageTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            Path file = copy(i);
            byte[] bytes = Files.readAllBytes(file);
            for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
            startOn(file, "round " + i + " of seed " + seed);
        }
    }

    @Test
    void aColumnSaysWhatItCannotSay() throws Exception {
        int number = 0;
        for (Map.Entry<String, List<String>> table : tables().entrySet()) {
            for (String column : table.getValue()) {
                String wrong = WRONG.get(number % WRONG.size());
                String other = WRONG.get((number + 5) % WRONG.size());
                for (String value : List.of(wrong, other)) {
                    Path file = copy(number++);
                    String sql = "UPDATE OR REPLACE %s SET %s = %s".formatted(table.getKey(), column, value);
                    if (update(file, sql)) {
                        startOn(file, sql);
                    }
                }
            }
        }
    }

    private Map<String, List<String>> tables() throws SQLException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + original);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT m.name, c.name FROM sqlite_schema m, "
                        + "pragma_table_info(m.name) c WHERE m.type = 'table'")) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
            }
        }
        return tables;
    }

    /** False where SQLite itself does not take it. */
    private static boolean update(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
            return true;
        } catch (SQLException e) {
            if (e.getMessage().contains("datatype mismatch")) {
                return false;
            }
            throw e;
        }
    }
}
