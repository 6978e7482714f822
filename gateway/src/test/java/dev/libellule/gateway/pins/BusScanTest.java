package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.boards.ChipPlace;
import dev.libellule.boards.SensorEntry;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.SimulatedPi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusScanTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final BusScan scan = new BusScan(new PiBuses(pi.context()), pi.sys());

    @AfterEach
    void switchOff() {
        pi.close();
    }

    private Board board() {
        List<BusScan.Found> found = new ArrayList<>(scan.i2c(1));
        found.addAll(scan.kernel());
        return BoardFile.parse("found.yaml", ScannedBoard.yaml("pi", "salon", found).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void printsABoardFileOfWhatAnswers() {
        Board board = board();
        assertEquals(new ChipPlace.I2c(1, 0x76), board.sensors().getFirst().at());
        assertEquals(List.of("bme280", "cpu", "dht22", "ds18b20", "pi-power"),
                board.sensors().stream().map(SensorEntry::chip).sorted().toList());
    }

    @Test
    void aFileOfAllChipsIsRight() {
        pi.equipWithAll();
        Board board = board();
        assertTrue(board.sensors().size() >= 5, board::toString);
    }

    @Test
    void whatNoDriverKnowsIsARemark() {
        pi.plug(1, 0x09, new I2cModel() {
            @Override
            public void written(byte[] bytes, int offset, int length) {
                throw I2cModel.noAcknowledgement();
            }

            @Override
            public void read(byte[] into, int offset, int length) {
                into[offset] = 1;
            }
        });
        String text = ScannedBoard.yaml("pi", "salon", scan.i2c(1));
        assertTrue(text.contains("# I2C bus 1 address 0x09: something that no driver here knows"), text);
    }

    @Test
    void anEmptyBusGivesNothing() {
        assertEquals(List.of(), scan.i2c(3));
    }
}
