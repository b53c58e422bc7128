package darkroom.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a class is called and what it may hold. */
class ShapeTest {
    private static final String EMPTY_NAMES =
            ".*(Utils?|Manager|Impl|Helpers?|Data|Info|Common|Misc)";

    private static final List<Class<?>> CHANGING =
            List.of(
                    java.util.AbstractCollection.class,
                    java.util.AbstractMap.class,
                    java.util.Queue.class,
                    java.util.concurrent.ConcurrentMap.class,
                    ThreadLocal.class,
                    StringBuilder.class);

    @TestFactory
    Stream<DynamicNode> shapes(@TempDir Path folder) {
        return Stream.of(
                        everyPackageIsNullMarked(),
                        noEmptyNames(),
                        staticFieldsAreFinal(),
                        staticFieldsDoNotChange(),
                        optionalIsNeverHeld())
                .map(law -> law.tests(folder));
    }

    private static Law everyPackageIsNullMarked() {
        return Law.of(
                "everyPackageIsNullMarked",
                classes()
                        .that()
                        .resideInAPackage("darkroom..")
                        .should(beInANullMarkedPackage())
                        .allowEmptyShould(false)
                        .because("null is checked everywhere or nowhere"),
                "darkroom.queue.planted.Unmarked",
                "package darkroom.queue.planted; class Unmarked {}");
    }

    private static Law noEmptyNames() {
        return new Law(
                "noEmptyNames",
                noClasses()
                        .that()
                        .resideInAPackage("darkroom..")
                        .should()
                        .haveNameMatching(EMPTY_NAMES)
                        .allowEmptyShould(false)
                        .because("such a name says nothing: name the idea"),
                List.of("QueueManager", "JobImpl"),
                List.of(
                        "package darkroom.queue.planted; class QueueManager {}",
                        "package darkroom.queue.planted; record JobImpl(long id) {}"));
    }

    private static Law staticFieldsAreFinal() {
        return Law.of(
                "staticFieldsAreFinal",
                fields().that()
                        .areStatic()
                        .should()
                        .beFinal()
                        .allowEmptyShould(false)
                        .because("state that all share belongs to no one"),
                "Counting.count",
                "package darkroom.queue.planted; class Counting { static int count; }");
    }

    private static Law staticFieldsDoNotChange() {
        return Law.of(
                "staticFieldsDoNotChange",
                noFields()
                        .that()
                        .areStatic()
                        .should()
                        .haveRawType(
                                com.tngtech.archunit.base.DescribedPredicate.describe(
                                        "a type that is there to be changed", ShapeTest::changes))
                        .allowEmptyShould(false)
                        .because("state that all share belongs to no one"),
                "Caching.seen",
                """
                package darkroom.queue.planted;
                class Caching {
                    static final java.util.Map<String, String> FIXED = java.util.Map.of();
                    static final java.util.concurrent.ConcurrentHashMap<String, String> seen =
                            new java.util.concurrent.ConcurrentHashMap<>();
                }
                """);
    }

    private static Law optionalIsNeverHeld() {
        return Law.of(
                "optionalIsNeverHeld",
                noFields()
                        .that()
                        .areDeclaredInClassesThat()
                        .areNotRecords()
                        .should()
                        .haveRawType(Optional.class)
                        .allowEmptyShould(false)
                        .because(
                                "Optional is an answer, not a value to keep; a record's component is its"
                                        + " accessor's answer"),
                "Maybe.name",
                """
                package darkroom.queue.planted;
                class Maybe { java.util.Optional<String> name; }
                """);
    }

    private static boolean changes(JavaClass type) {
        return type.getPackageName().equals("java.util.concurrent.atomic")
                || CHANGING.stream().anyMatch(type::isAssignableTo);
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                        new SimpleConditionEvent(
                                type, marked, type.getFullName() + ": package is not @NullMarked"));
            }
        };
    }
}
