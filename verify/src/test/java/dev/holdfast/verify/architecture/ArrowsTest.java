package dev.holdfast.verify.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Date;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may know whom: arrows point only at the core, and the core knows no outside world. */
class ArrowsTest {
  private static final String CORE = "dev.holdfast.core..";
  private static final String BROWSER = "dev.holdfast.browser..";
  private static final String SERVER = "dev.holdfast.server..";
  private static final String API = "dev.holdfast.server.api..";
  private static final String SPACES = "dev.holdfast.server.space";
  private static final String SQLITE = "dev.holdfast.server.space.sqlite..";
  private static final String POSTGRES = "dev.holdfast.store.postgres..";
  private static final String JSON = "dev.holdfast.core.json..";
  private static final String PROTOCOL = "dev.holdfast.core.protocol..";
  private static final String MERGE = "dev.holdfast.core.merge..";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(place -> !place.contains("-tests.jar"))
          .importPackages("dev.holdfast");

  @Test
  void coreKnowsOnlyItselfTheJdkAndAnnotations() {
    classes()
        .that()
        .resideInAPackage(CORE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            CORE,
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.math",
            "org.jspecify.annotations",
            "org.teavm.interop",
            "org.teavm.jso")
        .check(PRODUCT);
  }

  /** One seed replays one run: no clock, no chance, no threads, nothing of the machine. */
  @Test
  void coreReadsNoClockNoChanceAndStartsNoThread() {
    noClasses()
        .that()
        .resideInAPackage(CORE)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Thread.class,
            ThreadLocal.class,
            Runtime.class,
            ProcessBuilder.class,
            Random.class,
            UUID.class,
            Date.class,
            Timer.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(PRODUCT);
  }

  /** What would cost a bundle tens of kilobytes, or print differently from JDK to JDK. */
  @Test
  void coreAndBrowserUseNothingThatIsDearWhenCompiled() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE, BROWSER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.time..", "java.text..", "java.util.regex..", "java.util.stream..")
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "split", String.class)
        .orShould()
        .callMethod(String.class, "replaceAll", String.class, String.class)
        .orShould()
        .callMethod(String.class, "matches", String.class)
        .orShould()
        .callMethod(Double.class, "toString", double.class)
        .orShould()
        .callMethod(String.class, "valueOf", double.class)
        .check(PRODUCT);
  }

  @Test
  void browserAndServerNeverKnowEachOther() {
    apart(BROWSER, SERVER);
    apart(SERVER, BROWSER);
  }

  @Test
  void jsonIsTheGround_andMergeStandsOnItAlone() {
    noClasses()
        .that()
        .resideInAPackage(JSON)
        .should()
        .dependOnClassesThat(resideInAPackage(CORE).and(resideOutsideOfPackages(JSON)))
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAPackage(MERGE)
        .should()
        .dependOnClassesThat(resideInAPackage(CORE).and(resideOutsideOfPackages(JSON, MERGE)))
        .check(PRODUCT);
  }

  /** Any client or server can take the messages without the rest. */
  @Test
  void theWireStandsOnJsonAndTheStateHashAlone() {
    noClasses()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .dependOnClassesThat(
            resideInAPackage(CORE).and(resideOutsideOfPackages(JSON, MERGE, PROTOCOL)))
        .check(PRODUCT);
  }

  /** Also none between a package and one inside it. CirclesTest holds the files of verify.sim. */
  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.holdfast.(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  /** A replica and a space meet only in what they send each other: {@code core.protocol}. */
  @Test
  void theServersDecisionAndTheReplicaNeverKnowEachOther() {
    for (String replica :
        new String[] {
          "dev.holdfast.core.replica..", "dev.holdfast.core.sync..", "dev.holdfast.core.store.."
        }) {
      apart("dev.holdfast.core.space..", replica);
      apart(replica, "dev.holdfast.core.space..");
    }
  }

  /** The server's API and its spaces go behind any HTTP library. */
  @Test
  void theApiAndTheSpacesKnowNoHttpLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage(API, SPACES, SQLITE, POSTGRES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "com.sun.net.httpserver..", "jakarta..")
        .check(PRODUCT);
  }

  /** The server's spaces go into any store. */
  @Test
  void onlyAStoreKnowsItsDatabase_andOnlyOneClassAStore() {
    noClasses()
        .that(resideInAPackage(SERVER).and(resideOutsideOfPackages(SQLITE)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
        .check(PRODUCT);
    noClasses()
        .that(resideOutsideOfPackages(SQLITE))
        .and()
        .doNotHaveFullyQualifiedName("dev.holdfast.server.Stores")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SQLITE)
        .check(PRODUCT);
    noClasses()
        .that(resideOutsideOfPackages(POSTGRES))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(POSTGRES)
        .check(PRODUCT);
  }

  /** {@code http → api → space}, and what is beside them points the same way. */
  @Test
  void theArrowsOfTheServerPointFromTheWireToTheStore() {
    onlyKnow(SQLITE, SPACES, "dev.holdfast.server.log..");
    onlyKnow(POSTGRES, SPACES, "dev.holdfast.server.log..");
    onlyKnow(SPACES, "dev.holdfast.server.log..");
    onlyKnow(API, SPACES, "dev.holdfast.server.log..");
    onlyKnow("dev.holdfast.server.auth..", API, "dev.holdfast.server.watch..");
    onlyKnow("dev.holdfast.server.http..", API, "dev.holdfast.server.log..");
    onlyKnow("dev.holdfast.server.files..", API, "dev.holdfast.server.http..");
    onlyKnow("dev.holdfast.server.proxy..", API, "dev.holdfast.server.http..");
  }

  /** Of the server, classes of {@code from} know only their own package and {@code others}. */
  private static void onlyKnow(String from, String... others) {
    String[] known = Arrays.copyOf(others, others.length + 1);
    known[others.length] = from;
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(resideInAPackage(SERVER).and(resideOutsideOfPackages(known)))
        .check(PRODUCT);
  }

  private static void apart(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(to)
        .check(PRODUCT);
  }
}
