package dev.libellule.gateway.pins;

import com.pi4j.extension.Plugin;
import com.pi4j.extension.PluginService;
import dev.libellule.sensors.kernel.KernelProviders;

/** Our own providers as a plug-in that Pi4J finds by itself. */
public final class KernelPlugin implements Plugin {
    @Override
    public void initialize(PluginService service) {
        service.register(KernelProviders.all());
    }
}
