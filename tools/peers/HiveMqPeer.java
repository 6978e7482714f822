import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Path;

/** HiveMQ CE for the interoperability tests: arguments are its folders of configuration, data and extensions; ends with its standard input. */
public final class HiveMqPeer {
    private HiveMqPeer() {}

    /** The program. */
    public static void main(String[] folders) throws Exception {
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder().withConfigurationFolder(Path.of(folders[0]))
                .withDataFolder(Path.of(folders[1])).withExtensionsFolder(Path.of(folders[2])).build();
        broker.start().join();
        System.out.println("started");
        while (System.in.read() >= 0) {
            continue;
        }
        broker.stop().join();
        System.exit(0);
    }
}
