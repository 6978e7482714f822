package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The firmware packages are compiled against CLDC 1.1: what is not there does not compile. Compiles planted violations with the options
 * that the build uses, taken from its pom.
 */
class CldcTest {
    private static final Path CLASS_LIBRARY = Path.of("target/cldc/cldcapi11.jar");

    @TempDir
    private Path classes;

    static Stream<Arguments> violations() { // what, members of a class
        return Stream.of(arguments("string concatenation", "String f(int i) { return \"a\" + i; }"),
                arguments("StringBuilder", "StringBuilder b;"),
                arguments("@Override", "@Override public int hashCode() { return 1; }"),
                arguments("enum", "enum Colour { RED }"), arguments("lambda", "Runnable r = () -> { };"),
                arguments("method reference", "Runnable r = Thread::yield;"), arguments("boxing", "Integer i = 5;"),
                arguments("generic collection", "java.util.ArrayList<String> list;"),
                arguments("for-each over an Iterable", "void f(Iterable<?> i) { for (Object o : i) { } }"),
                arguments("String.isEmpty", "boolean f(String s) { return s.isEmpty(); }"),
                arguments("String.format", "String f() { return String.format(\"x\"); }"),
                arguments("reflection", "Object f() throws Exception { return Class.forName(\"x\").getMethods(); }"),
                arguments("files", "java.io.File f;"), arguments("sockets", "java.net.Socket s;"),
                arguments("NIO", "java.nio.ByteBuffer b;"),
                arguments("assert", "void f(int i) { assert i > 0; }"),
                arguments("System.nanoTime", "long f() { return System.nanoTime(); }"),
                arguments("try with resources",
                        "void f(java.io.InputStream i) throws java.io.IOException { try (java.io.InputStream j = i) { } }"),
                arguments("BigDecimal", "java.math.BigDecimal d;"),
                arguments("concurrency", "java.util.concurrent.locks.Lock l;"),
                arguments("var", "int f() { var i = 1; return i; }"),
                arguments("text block", "String s = \"\"\"\n a\"\"\";"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void violationDoesNotCompile(String what, String members) throws IOException {
        List<String> errors = compile(members);
        assertFalse(errors.isEmpty(), what + " compiles, and must not");
    }

    @Test
    void plainCodeCompiles() throws IOException {
        assertEquals(List.of(),
                compile("static int f(byte[] b) { int n = 0; for (byte x : b) { n += x; } return Math.max(n, 1); }"));
    }

    @Test
    void buildHasCompiledTheFirmwareThisWay() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertTrue(pom.contains("<arg>-bootclasspath</arg>")
                && pom.contains("<arg>${project.build.directory}/cldc/cldcapi11.jar</arg>"));
        assertTrue(pom.contains("<exclude>dev/libellule/device/host/**</exclude>"), "nothing else is left out");
    }

    @Test
    void firmwareClassesNameNothingThatCldcDoesNotHave() throws IOException { // whatever compiled them
        List<String> foreign = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("target/classes/dev/libellule/device"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class") && !f.toString().contains("/host/"))
                    .toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (String name : ConstantPool.classNames(in)) {
                        if (!name.startsWith("dev/libellule/device/") && !name.startsWith("[")
                                && !isInCldc(name)) {
                            foreign.add(file.getFileName() + " uses " + name);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), foreign);
    }

    private static boolean isInCldc(String name) throws IOException {
        try (JarFile jar = new JarFile(CLASS_LIBRARY.toFile())) {
            return jar.getEntry(name + ".class") != null;
        }
    }

    /** What the compiler objects to; at least one line unless it has compiled. */
    private List<String> compile(String members) throws IOException {
        assertTrue(Files.exists(CLASS_LIBRARY), CLASS_LIBRARY + " is missing; the build copies it there");
        List<String> errors = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            List<String> options = Arrays.asList("-source", "8", "-target", "8", "-proc:none", "-Xlint:-options",
                    "-bootclasspath",
                    CLASS_LIBRARY.toString(), "-d", classes.toString(), "-cp", classes.toString());
            JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Planted.java"),
                    JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return "class Planted {\n" + members + "\n}\n";
                }
            };
            StringWriter fatal = new StringWriter(); // a class that javac itself needs is missing: no diagnostic
            if (!compiler.getTask(fatal, files, diagnostics, options, null, List.of(source)).call()) {
                errors.add("does not compile " + fatal);
            }
        }
        diagnostics.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(Locale.ROOT)).forEach(errors::add);
        return errors;
    }
}
