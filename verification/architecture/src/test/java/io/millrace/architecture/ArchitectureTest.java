package io.millrace.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/** The three laws of the house and what the style adds to them. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String INTERNAL = "io.millrace.internal..";
    private static final String[] LIBRARIES = {
        "io.millrace.protocol..",
        "io.millrace.log..",
        "io.millrace.replication..",
        "io.millrace.coordination..",
        "io.millrace.client..",
        INTERNAL
    };
    private static final String CERTIFICATES = "io.millrace.internal.certificates..";
    private static final String BROKER = "io.millrace.broker..";
    private static final String COORDINATOR = "io.millrace.coordinator..";
    private static final String ADMIN = "io.millrace.admin..";
    private static final String STANDALONE = "io.millrace.standalone..";

    @ArchTest
    static final ArchRule librariesKnowNoService =
            noClasses()
                    .that()
                    .resideInAnyPackage(LIBRARIES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(BROKER, COORDINATOR, ADMIN, STANDALONE);

    @ArchTest
    static final ArchRule librariesArePlainJava =
            noClasses()
                    .that()
                    .resideInAnyPackage(LIBRARIES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", "jakarta..");

    @ArchTest
    static final ArchRule nettyStaysInsideInternalHttp =
            noClasses()
                    .that()
                    .resideInAnyPackage(LIBRARIES)
                    .and()
                    .resideOutsideOfPackage(INTERNAL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("reactor..", "io.netty..");

    @ArchTest
    static final ArchRule onlyItsNetworkPackageTouchesSockets =
            noClasses()
                    .that()
                    .resideInAPackage(INTERNAL)
                    .and()
                    .resideOutsideOfPackage("..network..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "reactor..",
                            "io.netty.bootstrap..",
                            "io.netty.channel..",
                            "io.netty.handler.codec..",
                            "java.net.http..",
                            "java.nio.channels..");

    @ArchTest
    static final ArchRule servicesAreNoAuthorities =
            noClasses()
                    .that()
                    .resideInAnyPackage(BROKER, COORDINATOR, ADMIN)
                    .or()
                    .resideInAnyPackage(
                            "io.millrace.internal.identity..",
                            "io.millrace.internal.message..",
                            "io.millrace.internal.network..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(CERTIFICATES);

    @ArchTest
    static final ArchRule internalHttpKnowsOnlyTheProtocol =
            noClasses()
                    .that()
                    .resideInAPackage(INTERNAL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.millrace.log..",
                            "io.millrace.replication..",
                            "io.millrace.coordination..",
                            "io.millrace.client..");

    @ArchTest
    static final ArchRule brokerKnowsNoOtherService = isolated(BROKER, COORDINATOR, ADMIN);

    @ArchTest
    static final ArchRule coordinatorKnowsNoOtherService = isolated(COORDINATOR, BROKER, ADMIN);

    @ArchTest static final ArchRule adminKnowsNoOtherService = isolated(ADMIN, BROKER, COORDINATOR);

    @ArchTest
    static final ArchRule clientKnowsOnlyTheProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("io.millrace.client..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.millrace.log..",
                            "io.millrace.replication..",
                            "io.millrace.coordination..",
                            INTERNAL);

    @ArchTest
    static final ArchRule protocolAndReplicationAreThemselvesOnly =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.millrace.protocol..", "io.millrace.replication..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.millrace.log..",
                            "io.millrace.coordination..",
                            "io.millrace.client..",
                            INTERNAL);

    @ArchTest
    static final ArchRule replicationIsPure =
            noClasses()
                    .that()
                    .resideInAPackage("io.millrace.replication..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.io..",
                            "java.nio.channels..",
                            "java.net..",
                            "java.util.concurrent..");

    @ArchTest
    static final ArchRule springStaysAtTheRimOfBrokerAndCoordinator =
            noClasses()
                    .that()
                    .resideInAnyPackage(BROKER, COORDINATOR)
                    .and(
                            not(
                                    resideInAnyPackage("..http..")
                                            .or(outermost("Module"))
                                            .or(outermost("Application"))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..");

    @ArchTest
    static final ArchRule librariesReadNoWallClock =
            noClasses()
                    .that()
                    .resideInAnyPackage(LIBRARIES)
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.millrace.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule wiringIsByConstructor =
            noFields()
                    .should()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                    .orShould()
                    .beAnnotatedWith("jakarta.inject.Inject");

    @ArchTest
    static final ArchRule hazelcastStaysBehindItsPort =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.millrace.coordination.hazelcast..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.hazelcast..");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked =
            classes()
                    .should(
                            new ArchCondition<>("be in a @NullMarked package") {
                                @Override
                                public void check(JavaClass item, ConditionEvents events) {
                                    boolean marked =
                                            item.getPackage().isAnnotatedWith(NullMarked.class);
                                    events.add(
                                            new SimpleConditionEvent(
                                                    item, marked, item.getPackageName()));
                                }
                            });

    private static ArchRule isolated(String service, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(service)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> outermost(
            String suffix) {
        return simpleNameEndingWith(suffix)
                .onResultOf(
                        (JavaClass nested) -> {
                            JavaClass outer = nested;
                            while (outer.getEnclosingClass().isPresent()) {
                                outer = outer.getEnclosingClass().get();
                            }
                            return outer;
                        })
                .as("outermost class is named …%s", suffix);
    }
}
