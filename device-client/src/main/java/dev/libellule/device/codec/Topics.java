package dev.libellule.device.codec;

/** Topic Names and Topic Filters, 4.7, on UTF-8 bytes. Allocates nothing. */
public final class Topics {
    private static final int SEPARATOR = '/';
    private static final int SINGLE_LEVEL = '+';
    private static final int MULTI_LEVEL = '#';
    private static final byte[] SHARE = {'$', 's', 'h', 'a', 'r', 'e', '/'};

    private Topics() {}

    /** Checks a Topic Name: not empty, well-formed UTF-8, no wildcard. Returns {@link Status#OK} or the reason. */
    public static int checkName(byte[] bytes, int from, int length) {
        if (length == 0) {
            return Status.TOPIC_NAME; // [MQTT-4.7.3-1]
        }
        int to = from + length;
        int sign = 0; // negative as soon as a byte is none of the plain ones; no branch in the loop that every message pays for
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            sign |= b | b - 1 | (b & ~8 ^ MULTI_LEVEL) - 1; // beyond ASCII, U+0000, + or #, which differ in bit 3
        }
        return sign >= 0 ? Status.OK : checkUnusualName(bytes, from, length);
    }

    private static int checkUnusualName(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == SINGLE_LEVEL || bytes[i] == MULTI_LEVEL) {
                return Status.TOPIC_NAME; // [MQTT-4.7.1-1]
            }
        }
        return Utf8.isWellFormed(bytes, from, length) ? Status.OK : Status.MALFORMED_STRING;
    }

    /** Checks a Topic Filter: wildcards stand alone in their level, {@code #} in the last. UTF-8 is checked too. */
    public static int checkFilter(byte[] bytes, int from, int length) {
        if (length == 0) {
            return Status.TOPIC_FILTER;
        }
        int to = from + length;
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            if (b != SINGLE_LEVEL && b != MULTI_LEVEL) {
                continue;
            }
            boolean starts = i == from || bytes[i - 1] == SEPARATOR;
            boolean ends = i + 1 == to || b == SINGLE_LEVEL && bytes[i + 1] == SEPARATOR;
            if (!starts || !ends) {
                return Status.TOPIC_FILTER; // [MQTT-4.7.1-1] and [MQTT-4.7.1-2]
            }
        }
        return Utf8.isWellFormed(bytes, from, length) ? Status.OK : Status.MALFORMED_STRING;
    }

    /** Tells whether a Topic Filter is one of a Shared Subscription, 4.8.2. */
    public static boolean isShared(byte[] filter) {
        if (filter.length < SHARE.length) {
            return false;
        }
        for (int i = 0; i < SHARE.length; i++) {
            if (filter[i] != SHARE[i]) {
                return false;
            }
        }
        return true;
    }

    /** Checks the form of a Shared Subscription behind {@code $share/}: ShareName, separator, Topic Filter, 4.8.2. */
    public static int checkShared(byte[] filter) {
        int i = SHARE.length;
        while (i < filter.length && filter[i] != SEPARATOR) {
            if (filter[i] == SINGLE_LEVEL || filter[i] == MULTI_LEVEL) {
                return Status.TOPIC_FILTER; // [MQTT-4.8.2-2]
            }
            i++;
        }
        boolean isWhole = i > SHARE.length && i + 1 < filter.length; // [MQTT-4.8.2-1] and [MQTT-4.8.2-2]
        return isWhole ? Status.OK : Status.TOPIC_FILTER;
    }

    /** Tells whether a checked Topic Filter has a wildcard. */
    public static boolean hasWildcard(byte[] filter) {
        for (int i = 0; i < filter.length; i++) {
            if (filter[i] == SINGLE_LEVEL || filter[i] == MULTI_LEVEL) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a checked Topic Name matches a checked Topic Filter, 4.7.1 and 4.7.2. */
    public static boolean matches(byte[] filter, int filterFrom, int filterLength, byte[] name, int nameFrom,
            int nameLength) {
        int f = filterFrom;
        int n = nameFrom;
        int filterTo = filterFrom + filterLength;
        int nameTo = nameFrom + nameLength;
        boolean startsWithWildcard = filter[f] == SINGLE_LEVEL || filter[f] == MULTI_LEVEL;
        if (startsWithWildcard && name[n] == '$') {
            return false; // [MQTT-4.7.2-1]
        }
        while (f < filterTo) {
            if (filter[f] == MULTI_LEVEL) {
                return true;
            }
            if (filter[f] == SINGLE_LEVEL) {
                f++;
                while (n < nameTo && name[n] != SEPARATOR) {
                    n++;
                }
            } else {
                while (f < filterTo && filter[f] != SEPARATOR) {
                    if (n >= nameTo || name[n] != filter[f]) {
                        return false;
                    }
                    f++;
                    n++;
                }
                if (n < nameTo && name[n] != SEPARATOR) {
                    return false;
                }
            }
            // Both stand at a separator or at their end
            if (n == nameTo) {
                return f == filterTo || filterTo - f == 2 && filter[f + 1] == MULTI_LEVEL; // "sport/#" matches "sport"
            }
            if (f == filterTo) {
                return false;
            }
            f++;
            n++;
        }
        return n == nameTo && nameTo > nameFrom && name[nameTo - 1] == SEPARATOR; // both end in an empty level
    }
}
