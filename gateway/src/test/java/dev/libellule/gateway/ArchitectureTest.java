package dev.libellule.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the arrows of ARCHITECTURE.md: who may import whom, among the modules and inside them. */
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("dev.libellule..");
    private static JavaClasses all;

    @BeforeAll
    static void readClasses() {
        all = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar")) // test classes of other modules
                .importPackages("dev.libellule");
        assertTrue(all.size() > 100, "the class files of all modules are on the class path");
    }

    /** A package, and what of ours it may import besides itself. */
    static Stream<Arguments> arrows() {
        String device = "dev.libellule.device.";
        String gateway = "dev.libellule.gateway.";
        String drivers = "dev.libellule.sensors..";
        String boards = "dev.libellule.boards..";
        return Stream.of(arrow(device + "codec.."), arrow(device + "client..", device + "codec.."),
                arrow(device + "node..", device + "client..", device + "codec.."),
                arrow(device + "host..", device + "client..", device + "codec..", device + "node.."),
                arrow(drivers, device + "node.."), arrow(boards),
                arrow("dev.libellule.simulator..", "dev.libellule.device..", drivers, boards),
                arrow(gateway + "store.."), arrow(gateway + "ledger.."),
                arrow(gateway + "broker..", gateway + "store..", device + "codec..", boards),
                arrow(gateway + "devices..", gateway + "broker..", device + "node..", boards),
                arrow(gateway + "serial..", gateway + "devices..", gateway + "broker..", "dev.libellule.device..",
                        boards),
                arrow(gateway + "pins..", gateway + "devices..", gateway + "broker..", "dev.libellule.device..",
                        drivers, boards),
                arrow(gateway + "relay..", gateway + "broker..", "dev.libellule.device.."),
                arrow(gateway + "web..", gateway + "broker.."), arrow(gateway + "history..", gateway + "broker.."),
                arrow(gateway + "rules..", gateway + "broker..", boards),
                arrow(gateway + "discovery..", gateway + "broker..", boards));
    }

    private static Arguments arrow(String from, String... to) {
        return Arguments.of(from, List.of(to));
    }

    @ParameterizedTest(name = "{0} imports {1}")
    @MethodSource("arrows")
    void importsOnlyWhatItMay(String from, List<String> to) {
        String[] allowed = Stream.concat(Stream.of(from), to.stream()).toArray(String[]::new);
        rule(from, allowed).check(all);
    }

    private static ArchRule rule(String from, String... allowed) {
        return classes().that().resideInAPackage(from).should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(OURS))).allowEmptyShould(true);
    }

    @Test
    void seesAnArrowThatIsNotAllowed() { // the test of the test: the client does import the codec
        assertThrows(AssertionError.class,
                () -> rule("dev.libellule.device.client..", "dev.libellule.device.client..").check(all));
    }

    /** A library, and the only packages that may import it. */
    static Stream<Arguments> libraries() {
        return Stream.of(Arguments.of("org.eclipse.paho..", List.of("dev.libellule.gateway.relay..")),
                Arguments.of("com.fazecast..", List.of("dev.libellule.gateway.serial..")),
                Arguments.of("org.sqlite..", List.of("dev.libellule.gateway.store..")),
                Arguments.of("io.netty..", List.of("dev.libellule.gateway.broker..", "dev.libellule.gateway.web..")),
                Arguments.of("com.pi4j..",
                        List.of("dev.libellule.sensors.pi4j..", "dev.libellule.sensors.kernel..",
                                "dev.libellule.simulator..",
                                "dev.libellule.gateway.app..", "dev.libellule.gateway.pins..")),
                Arguments.of("picocli..", List.of("dev.libellule.gateway.app.."))); // commands live in one place
    }

    @ParameterizedTest(name = "only {1} import {0}")
    @MethodSource("libraries")
    void aLibraryHasOneHome(String library, List<String> homes) {
        noClasses().that(resideInAnyPackage(homes.toArray(String[]::new)).negate()).should().dependOnClassesThat()
                .resideInAPackage(library).check(all);
    }

    @Test
    void theCodecAndTheClientKnowNoLibrary() {
        noClasses().that().resideInAPackage("dev.libellule.device..").should()
                .dependOnClassesThat(
                        resideInAnyPackage("java..", "javax..", "dev.libellule.device..").negate().and(notAnArray()))
                .check(all);
        noClasses().that().resideInAPackage("dev.libellule.device..").and()
                .resideOutsideOfPackage("dev.libellule.device.host..").should()
                .dependOnClassesThat().resideInAPackage("javax..").check(all); // TLS is the host's
    }

    private static DescribedPredicate<JavaClass> notAnArray() {
        return DescribedPredicate.describe("are no primitives or arrays of them",
                type -> !type.getPackageName().isEmpty());
    }

    @Test
    void packagesOfTheGatewayFormNoCycle() {
        SlicesRuleDefinition.slices().matching("dev.libellule.gateway.(*)..").should().beFreeOfCycles().check(all);
        SlicesRuleDefinition.slices().matching("dev.libellule.device.(*)..").should().beFreeOfCycles().check(all);
    }
}
