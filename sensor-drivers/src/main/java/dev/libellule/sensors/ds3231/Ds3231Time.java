package dev.libellule.sensors.ds3231;

/**
 * Between the chip's calendar, registers 0x00 to 0x06 in BCD (figure 1), and seconds since 1970. Pure; allocates nothing.
 *
 * <pre>
 *   0 seconds   1 minutes   2 hours, 12 or 24   3 day of the week, 1 to 7   4 date   5 month, century   6 year
 * </pre>
 */
final class Ds3231Time {
    static final int REGISTERS = 7;

    private static final int HOURS_OF_12 = 0x40;
    private static final int AFTERNOON = 0x20;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_TO_2000 = 10_957; // from 1970-01-01 to 2000-01-01, a Saturday
    private static final int DAYS_OF_FOUR_YEARS = 1461;
    /** Days before each month of a year that is no leap year. */
    private static final int[] DAYS_BEFORE = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    private Ds3231Time() {}

    /** Whether the registers hold a time: BCD digits, in range, no bit where there is none, and not beyond 2099. */
    static boolean isTime(byte[] r) {
        int date = digits(r[4] & 0xFF);
        int month = digits(r[5] & 0xFF);
        return isBetween(digits(r[0] & 0xFF), 0, 59) && isBetween(digits(r[1] & 0xFF), 0, 59)
                && isBetween(hours(r[2] & 0xFF), 0, 23) && isBetween(r[3], 1, 7) && isBetween(month, 1, 12)
                && isBetween(digits(r[6] & 0xFF), 0, 99)
                && isBetween(date, 1, daysOf(month, digits(r[6] & 0xFF)));
    }

    private static boolean isBetween(int value, int lowest, int highest) {
        return value >= lowest && value <= highest;
    }

    private static int daysOf(int month, int year) {
        return DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (month == 2 && year % 4 == 0 ? 1 : 0);
    }

    /** Two BCD digits; -1 if they are none. */
    private static int digits(int bcd) {
        return bcd >> 4 > 9 || (bcd & 0x0F) > 9 ? -1 : 10 * (bcd >> 4) + (bcd & 0x0F);
    }

    private static int bcd(int value) {
        return value / 10 << 4 | value % 10;
    }

    private static int hours(int register) {
        if ((register & HOURS_OF_12) == 0) {
            return digits(register);
        }
        int hours = digits(register & 0x9F); // bit 7 does not exist: makes it wrong
        return hours < 1 || hours > 12 ? -1 : hours % 12 + ((register & AFTERNOON) != 0 ? 12 : 0);
    }

    /** Seconds since 1970-01-01T00:00:00Z; the registers hold a time. */
    static long epochSeconds(byte[] r) {
        int year = digits(r[6] & 0xFF);
        int month = digits(r[5] & 0xFF);
        int leapDays = (year + 3) / 4 + (month > 2 && year % 4 == 0 ? 1 : 0); // 2000 is one, and so each fourth to 2096
        int days = DAYS_TO_2000 + 365 * year + leapDays + DAYS_BEFORE[month - 1] + digits(r[4] & 0xFF) - 1;
        int seconds = 3600 * hours(r[2] & 0xFF) + 60 * digits(r[1] & 0xFF) + digits(r[0] & 0xFF);
        return (long) days * SECONDS_PER_DAY + seconds;
    }

    /** Writes a time of 2000 to 2099 into the first seven bytes, with 24 hours, and Monday as day 1. */
    static void toRegisters(long epochSeconds, byte[] r) {
        int second = (int) (epochSeconds % SECONDS_PER_DAY);
        int day = (int) (epochSeconds / SECONDS_PER_DAY) - DAYS_TO_2000;
        int inFourYears = day % DAYS_OF_FOUR_YEARS; // the first of the four is a leap year
        int yearOfFour = Math.max(0, inFourYears - 1) / 365;
        int year = 4 * (day / DAYS_OF_FOUR_YEARS) + yearOfFour;
        int date = inFourYears - 365 * yearOfFour - (yearOfFour > 0 ? 1 : 0);
        int month = 1;
        while (date >= daysOf(month, year)) {
            date -= daysOf(month, year);
            month++;
        }
        r[0] = (byte) bcd(second % 60);
        r[1] = (byte) bcd(second / 60 % 60);
        r[2] = (byte) bcd(second / 3600);
        r[3] = (byte) ((day + 5) % 7 + 1);
        r[4] = (byte) bcd(date + 1);
        r[5] = (byte) bcd(month);
        r[6] = (byte) bcd(year);
    }
}
