package dev.libellule.gateway.app;

import java.lang.reflect.Proxy;
import org.tinylog.Logger;

/** SIGHUP. Java has signals in a class only that it warns of, so that this asks for it by name. */
final class HangUp {
    private HangUp() {}

    /** Runs an action at each SIGHUP, on a thread of its own. */
    static void onSignal(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> "HangUp";
                        };
                    });
            Object before = signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance("HUP"), ours);
            if (before == handler.getField("SIG_IGN").get(null)) { // the JVM then leaves it so
                Logger.warn(
                        "SIGHUP is ignored, as nohup makes it: changes of the configuration hold at the next start");
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Logger.warn("SIGHUP is not to be had on this system ({}): changes hold at the next start", e.toString());
        }
    }
}
