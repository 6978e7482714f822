package dev.libellule.gateway.app;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;

/** Pi4J on this machine's own pins, with the providers that are on the class path. */
final class PiContext implements AutoCloseable {
    private final Context context = Pi4J.newContextBuilder().autoDetect().disableShutdownHook().build();

    Context context() {
        return context;
    }

    @Override
    public void close() {
        context.shutdown();
    }
}
