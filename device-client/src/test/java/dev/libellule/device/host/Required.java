package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/** What integration tests need of others: required in CI, elsewhere the test is skipped with one printed line. */
public final class Required {
    private Required() {}

    /** @param reason what is missing, and how to get it */
    public static void require(boolean isThere, String reason) {
        if (isThere) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        System.out.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
    }
}
