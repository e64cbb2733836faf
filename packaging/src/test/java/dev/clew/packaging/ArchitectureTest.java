package dev.clew.packaging;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The direction of dependencies of docs/architecture.md, and the names that STYLE rules out. */
class ArchitectureTest {
  /** Module root packages that each module may use besides itself. */
  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", List.of()),
              Map.entry("notation", List.of("model")),
              Map.entry("web", List.of("model")),
              Map.entry("storage", List.of("model", "notation")),
              Map.entry("collector", List.of("model", "notation", "storage")),
              Map.entry("logstore", List.of("model", "notation", "storage", "web")),
              Map.entry("metricsstore", List.of("model", "notation", "storage", "web")),
              Map.entry("tracestore", List.of("model", "notation", "storage", "web")),
              Map.entry("correlation", List.of("model", "web")),
              Map.entry("alerting", List.of("model", "notation", "web")),
              Map.entry("ui", List.of("model"))));

  private static final int MOST_FILES = 25;

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.clew");
  }

  @TestFactory
  List<DynamicTest> modulesUseOnlyWhatTheyMay() {
    return MAY_USE.entrySet().stream()
        .map(module ->
            DynamicTest.dynamicTest(
                module.getKey(), () -> usesOnly(module.getKey(), module.getValue())))
        .toList();
  }

  private static void usesOnly(String module, List<String> allowed) {
    Set<String> others = new TreeSet<>(MAY_USE.keySet());
    others.add("packaging");
    others.remove(module);
    allowed.forEach(others::remove);
    noClasses()
        .that()
        .resideInAPackage("dev.clew." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            others.stream().map(other -> "dev.clew." + other + "..").toArray(String[]::new))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void noClassIsNamedAfterNothing() {
    assertThat(classes.stream().map(JavaClass::getSimpleName))
        .noneMatch(name -> name.matches(".*(Impl|Manager|Helper|Utils?)"));
  }

  /** What depends on each other can only be read, moved and replaced together. */
  @Test
  void packagesAreFreeOfCircles() {
    slices().matching("dev.clew.(**)").should().beFreeOfCycles().check(classes);
  }

  /** More than a newcomer takes in at one glance is two rooms. */
  @Test
  void packagesAreSmall() {
    Map<String, Set<String>> filesOfPackage = new TreeMap<>();
    for (JavaClass javaClass : classes) {
      javaClass
          .getSource()
          .flatMap(Source::getFileName)
          .filter(file -> !file.equals("package-info.java"))
          .ifPresent(file ->
              filesOfPackage
                  .computeIfAbsent(javaClass.getPackageName(), name -> new TreeSet<>())
                  .add(file));
    }
    assertThat(filesOfPackage)
        .hasSizeGreaterThan(60)
        .allSatisfy((name, files) -> assertThat(files).hasSizeLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  void everyModuleWasRead() {
    assertThat(classes.stream().map(c -> c.getPackageName().split("\\.")).filter(p -> p.length > 2))
        .extracting(parts -> parts[2])
        .containsAll(MAY_USE.keySet());
  }

  /** An expression of a few characters can become a program of any size. */
  @Test
  void regularExpressionsFromOutsideAreCompiledInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.clew.notation.regex")
        .should()
        .callMethodWhere(
            calls("com.google.re2j.Pattern", "compile")
                .or(callsStatic("com.google.re2j.Pattern", "matches")))
        .check(classes);
  }

  /** Those of the JDK backtrack and recurse: they are for constants of ours alone. */
  @Test
  void expressionsOfTheJdkAreConstants() {
    noClasses()
        .should()
        .callMethodWhere(
            calls("java.util.regex.Pattern", "compile")
                .or(callsStatic("java.util.regex.Pattern", "matches"))
                .and(describe("outside of a static initializer", ArchitectureTest::isDynamic)))
        .check(classes);
  }

  private static boolean isDynamic(JavaMethodCall call) {
    return !call.getOrigin().getName().equals("<clinit>");
  }

  private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
    return describe(
        owner + "." + method,
        call -> call.getTargetOwner().getName().equals(owner) && call.getName().equals(method));
  }

  /** The text as well as the expression is an argument. */
  private static DescribedPredicate<JavaMethodCall> callsStatic(String owner, String method) {
    return calls(owner, method)
        .and(describe("static", call -> call.getTarget().getRawParameterTypes().size() == 2));
  }
}
