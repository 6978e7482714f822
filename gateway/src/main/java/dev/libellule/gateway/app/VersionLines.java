package dev.libellule.gateway.app;

import java.io.IOException;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the version, and what it runs on. */
final class VersionLines implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[]{"libellule " + Version.number(), "Java " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch")};
    }
}
