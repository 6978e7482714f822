package dev.libellule.gateway.app;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import dev.libellule.sensors.kernel.KernelProviders;

/** Pi4J on this machine's own pins, through the kernel's devices. */
final class PiContext implements AutoCloseable {
    private final Context context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
            .add(KernelProviders.all()).build();

    Context context() {
        return context;
    }

    @Override
    public void close() {
        context.shutdown();
    }
}
