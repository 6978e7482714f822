package dev.libellule.gateway.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The topics of retained messages in a store that a broker may have open at the same time: read only. */
public final class RetainedTopics {
    private RetainedTopics() {}

    /**
     * Reads them.
     *
     * @return empty when there is no store yet
     * @throws StoreException when it cannot be read
     */
    public static List<String> in(Path file) {
        List<String> topics = new ArrayList<>();
        if (!Files.exists(file)) {
            return topics;
        }
        String url = "jdbc:sqlite:" + file.toUri() + "?mode=ro"; // as SQLite's own URIs, so that nothing is made or changed
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT topic FROM retained ORDER BY topic")) {
            while (rows.next()) {
                topics.add(rows.getString(1));
            }
            return topics;
        } catch (SQLException e) {
            throw new StoreException("The store %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
