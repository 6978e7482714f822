package dev.libellule.device.client;

/**
 * Jazzer's way to {@link HostileServer}: no exception, no hang, no rule broken.
 *
 * <p>That nothing is allocated is checked when an input is replayed, for Jazzer's instrumentation allocates itself.
 */
public final class ClientFuzz {
    private ClientFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        HostileServer.play(input);
    }

    /** One input, without Jazzer. */
    static void replay(byte[] input) {
        long least = Long.MAX_VALUE;
        for (int n = 0; n < 3 && least > 0; n++) { // what a class allocates as it is loaded is not the client's
            least = Math.min(least, HostileServer.play(input));
        }
        if (least > 0) {
            throw new AssertionError("the client allocated " + least + " bytes");
        }
    }
}
