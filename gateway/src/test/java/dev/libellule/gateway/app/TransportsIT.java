package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.Openssl;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pub} and {@code sub} through TLS, WebSocket and a Unix socket, on our broker as its configuration file makes it. */
@Timeout(60)
class TransportsIT {
    @TempDir
    private static Path folder;

    private static Broker broker;
    private static SocksProxy socks;
    private static String[] words;

    @BeforeAll
    static void start() throws Exception {
        Openssl openssl = new Openssl(folder);
        openssl.authority("ca");
        openssl.authority("other");
        openssl.certificate("ca", "server", "/CN=localhost", "rsa:2048");
        openssl.certificate("ca", "sondes", "/CN=sondes", "rsa:2048");
        int tls = Mosquitto.freePort();
        int plain = Mosquitto.freePort();
        socks = new SocksProxy("moi", "a:b");
        int ws = Mosquitto.freePort();
        int wss = Mosquitto.freePort();
        int strict = Mosquitto.freePort();
        String server = "certfile %1$s/server.crt\nkeyfile %1$s/server.key\n".formatted(folder);
        Path conf = Files.writeString(folder.resolve("mosquitto.conf"), """
                per_listener_settings false
                allow_anonymous true
                listener %d 127.0.0.1
                %slistener %d 127.0.0.1
                protocol websockets
                listener %d 127.0.0.1
                protocol websockets
                %slistener %d 127.0.0.1
                %scafile %s/ca.crt
                require_certificate true
                listener 0 %s/socket
                listener %d 127.0.0.1
                """.formatted(tls, server, ws, wss, server, strict, server, folder, folder, plain));
        broker = Broker.start(BrokerFiles.options(MosquittoConf.parse(conf)), Version.number());
        words = new String[]{"TLS", Integer.toString(tls), "WS", Integer.toString(ws), "WSS", Integer.toString(wss),
                "STRICT", Integer.toString(strict), "PLAIN", Integer.toString(plain), "SOCKS",
                Integer.toString(socks.port()), "DIR", folder.toString()};
    }

    @AfterAll
    static void end() throws Exception {
        if (broker != null) {
            broker.close();
            socks.close();
        }
    }

    private static ToolRun run(String tool, String line) {
        String filled = line;
        for (int i = 0; i < words.length; i += 2) {
            filled = filled.replaceAll("\\b" + words[i] + "\\b", words[i + 1]);
        }
        return ToolRun.ours(tool, List.of(filled.split(" ")), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p TLS --cafile DIR/ca.crt", "-p TLS --cafile DIR/ca.crt --tls-version tlsv1.2 -V 5",
            "-p TLS --cafile DIR/ca.crt -h 127.0.0.1",
            "-p STRICT --cafile DIR/ca.crt --cert DIR/sondes.crt --key DIR/sondes.key",
            "-L mqtts://localhost:TLS/t --cafile DIR/ca.crt", "--ws -p WS", "-L ws://localhost:WS/t",
            "-p TLS --cafile DIR/ca.crt --tls-version tlsv1.2 --ciphers ECDHE-RSA-AES256-GCM-SHA384",
            "-p PLAIN -A 127.0.0.1", "-p PLAIN --proxy socks5h://localhost:SOCKS",
            "-h 127.0.0.1 -p PLAIN --proxy socks5h://127.0.0.1:SOCKS",
            "-p TLS --cafile DIR/ca.crt --proxy socks5h://moi:a%3Ab@localhost:SOCKS",
            "--ws -p WSS --cafile DIR/ca.crt --proxy socks5h://localhost:SOCKS", "--ws -p WSS --cafile DIR/ca.crt",
            "-L wss://localhost:WSS/t --cafile DIR/ca.crt", "--unix DIR/socket"})
    void messagesPass(String way) {
        assertEquals(new ToolRun(0, "", ""), run("pub", way + " -t t -m passed -q 2 -r"));
        assertEquals(new ToolRun(0, "t passed\n", ""), run("sub", way + " -t t -v -C 1 -W 20"));
        assertEquals(new ToolRun(0, "", ""), run("pub", way + " -t t -n -r -q 1"));
        assertEquals(new ToolRun(0, "response\n", ""), run("rr", way + " -t r -e r -m response -W 20"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p TLS --tls-use-os-certs", "-p TLS --cafile DIR/other.crt",
            "-p STRICT --cafile DIR/ca.crt",
            "-p WS --cafile DIR/ca.crt", "--unix DIR/none", "--ws -p TLS", "-p PLAIN -A 192.0.2.1",
            "-p PLAIN --proxy socks5h://moi:wrong@localhost:SOCKS", "-p PLAIN --proxy socks5h://localhost:PLAIN",
            "-h nowhere.invalid -p PLAIN --proxy socks5h://localhost:SOCKS",
            "-p TLS --cafile DIR/ca.crt --tls-version tlsv1.2 --ciphers ECDHE-ECDSA-AES256-GCM-SHA384",
            "-L mqtts://localhost:TLS/t"})
    void failuresAreOneLine(String way) {
        ToolRun run = run("pub", way + " -t t -m x -q 1");
        assertEquals(1, run.status(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("Error: "), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p PLAIN", "-p TLS --cafile DIR/ca.crt",
            "-p STRICT --cafile DIR/ca.crt --cert DIR/sondes.crt --key DIR/sondes.key --tls-version tlsv1.2"})
    void aLedgerIsKept(String way) throws Exception {
        for (String name : List.of("sent", "come")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        assertEquals("0 0 arrived", arrived(run("ledger", "sub DIR/come -t l/# --for 1 " + way)));
        assertEquals(0, run("ledger", "pub DIR/sent -t l/a -t l/b -q 2 -n 50 " + way).status());
        assertEquals("0 100 arrived", arrived(run("ledger", "sub DIR/come -t l/# -W 1 " + way)));
        ToolRun verdict = run("ledger", "verdict DIR/sent DIR/come");
        assertEquals(0, verdict.status(), verdict.out());
        assertTrue(verdict.out().endsWith("Nothing is lost.\n"), verdict.out());
    }

    @Test
    void aLedgerSaysWhyACertificateIsNotTrusted() {
        ToolRun run = run("ledger", "pub DIR/untrusting -p TLS --cafile DIR/other.crt -t l/a -n 1");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("is none of the given authorities (--cafile, --capath)"), run.err());
    }

    private static String arrived(ToolRun run) {
        return run.status() + " " + run.out().replaceFirst(":.*\n", "");
    }

    @Test
    void mosquittosClientHearsOurs() throws Exception {
        Mosquitto.requireTool("mosquitto_sub", "mosquitto-clients");
        run("pub", "-p TLS --cafile DIR/ca.crt -t heard -m été -r -q 1");
        assertEquals(new ToolRun(0, "été\n", ""), ToolRun.theirs("sub", List.of("-h", "localhost", "-p", words[1],
                "--cafile", folder.resolve("ca.crt").toString(), "-t", "heard", "-C", "1"), ""));
    }
}
