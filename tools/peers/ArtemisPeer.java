import java.nio.file.Path;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** A node of Apache ActiveMQ Artemis for the interoperability tests: its argument is its broker.xml; ends with its standard input. */
public final class ArtemisPeer {
    private ArtemisPeer() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfigResourcePath(Path.of(arguments[0]).toUri().toString());
        broker.start();
        System.out.println("started");
        while (System.in.read() >= 0) {
            continue;
        }
        broker.stop();
        System.exit(0);
    }
}
