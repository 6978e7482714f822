package dev.libellule.gateway.serial;

/**
 * Finds the CONNECT with which a board begins, after whatever its boot loader said: {@code 10 LL 00 04 'M' 'Q' 'T' 'T'}, or with a
 * length of two bytes. 3.1, with {@code 00 06 'M' 'Q' 'I' 's'}, begins so too.
 */
final class MqttStart {
    private static final int CONNECT = 0x10;
    private static final int LONGEST = 9;

    private final byte[] window = new byte[LONGEST]; // the last bytes
    private int length;

    void restart() {
        length = 0;
    }

    /**
     * Takes one byte.
     *
     * @return how many bytes before and with this one are the beginning of a CONNECT; 0 if they are none yet
     */
    int accept(byte b) {
        if (length == LONGEST) {
            System.arraycopy(window, 1, window, 0, LONGEST - 1);
            length--;
        }
        window[length++] = b;
        for (int lengthBytes = 1; lengthBytes <= 2; lengthBytes++) {
            int start = length - 7 - lengthBytes;
            if (start >= 0 && window[start] == CONNECT && isLength(start + 1, lengthBytes)
                    && isName(start + 1 + lengthBytes)) {
                return 7 + lengthBytes;
            }
        }
        return 0;
    }

    private boolean isLength(int at, int lengthBytes) {
        return lengthBytes == 1 ? window[at] >= 0 : window[at] < 0 && window[at + 1] >= 0;
    }

    private boolean isName(int at) {
        boolean isMqtt = window[at + 1] == 4 && window[at + 4] == 'T' && window[at + 5] == 'T';
        boolean isMqIsdp = window[at + 1] == 6 && window[at + 4] == 'I' && window[at + 5] == 's';
        return window[at] == 0 && window[at + 2] == 'M' && window[at + 3] == 'Q' && (isMqtt || isMqIsdp);
    }

    /** The byte that was taken so many bytes ago; 1 is the last one. */
    byte back(int bytes) {
        return window[length - bytes];
    }
}
