package dev.aigw;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Duration;
import java.util.Arrays;

/** The shape of the house: what may know what, as {@code package-info.java} of {@code dev.aigw} draws it. */
@AnalyzeClasses(packages = "dev.aigw", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] GROUND_FLOOR = {
        "dev.aigw.config..",
        "dev.aigw.bus..",
        "dev.aigw.error..",
        "dev.aigw.time..",
        "dev.aigw.bytes..",
        "dev.aigw.redis..",
        "dev.aigw.postgres..",
        "dev.aigw.health.."
    };
    private static final String[] FEATURES = {
        "dev.aigw.dialect..",
        "dev.aigw.tenant..",
        "dev.aigw.audit..",
        "dev.aigw.limit..",
        "dev.aigw.replay..",
        "dev.aigw.routing..",
        "dev.aigw.usage..",
        "dev.aigw.estimate..",
        "dev.aigw.replay..",
        "dev.aigw.alert..",
        "dev.aigw.provider..",
        "dev.aigw.auth.."
    };
    private static final String[] EDGE = {"dev.aigw.chat..", "dev.aigw.http..", "dev.aigw.simulator.."};
    private static final String[] TOP = {"dev.aigw", "dev.aigw.cli..", "dev.aigw.dev.."};

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.aigw.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theGroundFloorKnowsNothingAboveIt = noClasses()
            .that()
            .resideInAnyPackage(GROUND_FLOOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above(FEATURES, EDGE, TOP));

    @ArchTest
    static final ArchRule featuresKnowNothingOfEdgeAndTop = noClasses()
            .that()
            .resideInAnyPackage(FEATURES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above(EDGE, TOP));

    @ArchTest
    static final ArchRule theEdgeKnowsNothingOfTheTop = noClasses()
            .that()
            .resideInAnyPackage(EDGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOP);

    @ArchTest
    static final ArchRule httpKnowsNothingOfChat = noClasses()
            .that()
            .resideInAPackage("dev.aigw.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.aigw.chat..", "dev.aigw.provider..", "dev.aigw.limit..", "dev.aigw.auth..");

    /** Verticles are reached over the bus only; {@code HttpVerticle} also hands out what is known of a request. */
    @ArchTest
    static final ArchRule verticlesAreWiredAtTheTopOnly = classes()
            .that()
            .resideOutsideOfPackages(TOP)
            .should(new ArchCondition<>("not depend on verticles of other packages") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(dependency -> isVerticleElsewhere(type, dependency.getTargetClass()))
                            .forEach(dependency ->
                                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule dialectsKnowNoTransport = noClasses()
            .that()
            .resideInAPackage("dev.aigw.dialect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext.web..", "io.netty..");

    @ArchTest
    static final ArchRule onlyTheBusTouchesTheEventBus = noClasses()
            .that()
            .resideOutsideOfPackages("dev.aigw.bus..", "dev.aigw.error..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.core.eventbus..");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Processor|Data|Info)$")
            .orShould()
            .resideInAnyPackage("..util..", "..common..", "..model..", "..service..", "..impl..");

    /** The command line and the embedded stores run on threads of their own, before anything serves. */
    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .that()
            .resideOutsideOfPackages("dev.aigw.cli..", "dev.aigw.dev..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class);

    @ArchTest
    static final ArchRule nobodyLogsPastSlf4j =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule embeddedStoresStayOutOfTheGateway = noClasses()
            .that()
            .resideOutsideOfPackage("dev.aigw.dev..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.zonky..", "redis.embedded..");

    private static boolean isVerticleElsewhere(JavaClass from, JavaClass to) {
        return to.getSimpleName().endsWith("Verticle")
                && to.getPackageName().startsWith("dev.aigw.")
                && !to.getPackageName().equals(from.getPackageName())
                && !to.getSimpleName().equals("HttpVerticle");
    }

    private static String[] above(String[]... floors) {
        return Arrays.stream(floors).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
