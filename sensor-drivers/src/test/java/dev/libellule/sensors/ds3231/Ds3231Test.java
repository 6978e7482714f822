package dev.libellule.sensors.ds3231;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.Replay;
import dev.libellule.sensors.bus.TranscriptTarget;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ds3231Test {
    private static final String LEAP_DAY = "68 W 00 R 58 59 23 04 29 02 24 00 00 00 00 00 00 00 1C 08 00 19 40\n";

    private static final long LEAP_EPOCH_SECONDS = LocalDateTime.of(2024, 2, 29, 23, 59, 58)
            .toEpochSecond(ZoneOffset.UTC);

    private final Replay replay = new Replay("ds3231.txt", Ds3231::new);

    @Test
    void playsItsTranscript() {
        assertArrayEquals(new int[]{2525}, replay.values());
    }

    @ParameterizedTest
    @CsvSource({"0x19, 0x40, 2525", "0, 0, 0", "0x7F, 0xC0, 12775", "0xFF, 0xC0, -25", "0xE7, 0, -2500",
            "0x80, 0, -12800"})
    void temperaturesAreQuartersInTwosComplement(int high, int low, int centiCelsius) { // "Temperature Registers"
        assertEquals(centiCelsius, Ds3231.temperatureCentiCelsius((byte) high, (byte) low));
    }

    @Test
    void timeGoesIntoTheRegistersAndBack() { // against java.time
        byte[] registers = new byte[7];
        LocalDateTime time = LocalDateTime.of(2000, 1, 1, 0, 0);
        while (time.getYear() < 2100) {
            long epochSeconds = time.toEpochSecond(ZoneOffset.UTC);
            Ds3231Time.toRegisters(epochSeconds, registers);
            String expected = "%02d %02d %02d %02d %02d %02d %02d".formatted(time.getSecond(), time.getMinute(),
                    time.getHour(), time.getDayOfWeek().getValue(), time.getDayOfMonth(), time.getMonthValue(),
                    time.getYear() - 2000);
            assertEquals(expected, HexFormat.ofDelimiter(" ").formatHex(registers), time.toString());
            assertTrue(Ds3231Time.isTime(registers));
            assertEquals(epochSeconds, Ds3231Time.epochSeconds(registers), time.toString());
            time = time.plusSeconds(35_999); // each hour, minute and second comes up
        }
    }

    @ParameterizedTest
    @CsvSource({"61, 13", "72, 12", "52, 0"}) // 1 pm, 12 pm, 12 am
    void hoursOfTwelveAreUnderstood(String register, int hour) {
        byte[] registers = HexFormat.of().parseHex("0000" + register + "04290224");
        assertTrue(Ds3231Time.isTime(registers));
        assertEquals(LocalDateTime.of(2024, 2, 29, hour, 0).toEpochSecond(ZoneOffset.UTC),
                Ds3231Time.epochSeconds(registers));
    }

    @ParameterizedTest
    @CsvSource({"60595904290224", "5A592304290224", "58602304290224", "58592404290224", "58592300290224",
            "58592308290224",
            "58592304000224", "58592304300224", "58592304290223", "58592304310424", "58592304291324", "58592304298224",
            "FFFFFFFFFFFFFF", "00000000000000", "58597304290224", "5859D204290224"})
    void whatIsNoTimeIsRefused(String registers) {
        assertFalse(Ds3231Time.isTime(HexFormat.of().parseHex(registers)));
    }

    @ParameterizedTest
    @CsvSource({"0, ", "2, ", "-3, 'is 3 s ahead of this machine''s clock; one of them is wrong'",
            "86400, 'is 86400 s behind this machine''s clock; one of them is wrong'"})
    void remarksOnceHowFarItIsFromTheMachinesClock(int machineAheadSeconds, String remark) {
        Ds3231[] clock = new Ds3231[1];
        Replay replay = new Replay("ds3231.txt", (target, delay) -> clock[0] = new Ds3231(target, delay,
                () -> (LEAP_EPOCH_SECONDS + machineAheadSeconds) * 1000));
        assertArrayEquals(new int[]{2525}, replay.values());
        assertEquals(remark, clock[0].takeRemark());
        assertNull(clock[0].takeRemark());
    }

    @Test
    void tellsTheTime() {
        TranscriptTarget target = new TranscriptTarget(LEAP_DAY);
        Ds3231 clock = new Ds3231(target, target);
        long expected = LocalDateTime.of(2024, 2, 29, 23, 59, 58).toEpochSecond(ZoneOffset.UTC);
        assertEquals(expected, clock.readEpochSeconds());
        assertEquals(0, Allocations.of(() -> {
            target.again();
            clock.readEpochSeconds();
        }));
    }

    @Test
    void aClockThatStoodStillIsNotBelieved() {
        TranscriptTarget target = new TranscriptTarget(LEAP_DAY.replace("1C 08", "1C 88"));
        assertEquals(SensorStatus.POWER_ON_VALUE, new Ds3231(target, target).readEpochSeconds());
    }

    @Test
    void isSetInOneBurstAndTrustedFromThen() {
        TranscriptTarget target = new TranscriptTarget(LEAP_DAY.replace("1C 08", "9C 88") + "68 W 0E 1C\n"
                + "68 W 00 07 06 05 06 04 07 26\n68 W 0F 08\n");
        Ds3231 clock = new Ds3231(target, target);
        long time = LocalDateTime.of(2026, 7, 4, 5, 6, 7).toEpochSecond(ZoneOffset.UTC);
        assertEquals(SensorStatus.OK, clock.setEpochSeconds(time));
        target.isOver();
        assertEquals(SensorStatus.OUT_OF_RANGE, clock.setEpochSeconds(Ds3231.EARLIEST_EPOCH_SECONDS - 1));
        assertEquals(SensorStatus.OUT_OF_RANGE, clock.setEpochSeconds(Ds3231.LATEST_EPOCH_SECONDS + 1));
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("58 59 23 04 29", "FF FF FF FF FF").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("58 59 23 04 29", "00 00 00 00 00").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("19 40", "7F C0").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("68 W 0E 3C", "68 W 0E 3C NACK").status());
    }
}
