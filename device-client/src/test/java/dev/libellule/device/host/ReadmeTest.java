package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the README compiles. */
class ReadmeTest {
    @TempDir
    private Path classes;

    @Test
    void exampleCompiles() throws Exception {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")).replace("\r", ""));
        assertTrue(block.find(), "the README has an example");
        String source = """
                import dev.libellule.device.client.*;
                import dev.libellule.device.codec.*;
                import dev.libellule.device.host.*;
                import dev.libellule.device.node.*;
                class Example {
                    static void run(MqttListener listener, Actuator led) {
                %s
                    }
                }
                """.formatted(block.group(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Example.java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        compiler.getTask(messages, null, null,
                List.of("-proc:none", "-d", classes.toString(), "-cp", "target/classes"), null, List.of(file)).call();
        assertEquals("", messages.toString());
    }
}
