package darkroom.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Which module and which package may know which. */
class ArrowsTest {
    /** Each module, and the others it may know. This table is the arrows; nothing else is. */
    private static final Map<String, List<String>> MODULES =
            new TreeMap<>(
                    Map.of(
                            "embedded", List.of(),
                            "queue", List.of(),
                            "workers", List.of("queue"),
                            "jobs", List.of("queue"),
                            "web", List.of("queue", "jobs"),
                            "bench", List.of("embedded", "queue", "workers"),
                            "cli",
                                    List.of(
                                            "embedded",
                                            "queue",
                                            "workers",
                                            "jobs",
                                            "web",
                                            "bench")));

    @TestFactory
    Stream<DynamicNode> modulesKnowOnlyWhatTheirArrowsAllow(@TempDir Path folder) {
        return MODULES.keySet().stream()
                .filter(module -> !forbidden(module).isEmpty())
                .map(module -> arrows(module).tests(folder));
    }

    @TestFactory
    Stream<DynamicNode> packages(@TempDir Path folder) {
        return Stream.of(noCycles(), redisIsHidden(), handlersDoNotReserve())
                .map(law -> law.tests(folder));
    }

    @Test
    void everyModuleIsSeen() {
        assertThat(MODULES.keySet())
                .allSatisfy(
                        module ->
                                assertThat(OurClasses.ALL)
                                        .as("main classes of module " + module)
                                        .anyMatch(
                                                type ->
                                                        type.getPackageName()
                                                                .startsWith("darkroom." + module)));
    }

    private static List<String> forbidden(String module) {
        return MODULES.keySet().stream()
                .filter(other -> !other.equals(module))
                .filter(other -> !MODULES.getOrDefault(module, List.of()).contains(other))
                .toList();
    }

    private static Law arrows(String module) {
        List<String> allowed = MODULES.getOrDefault(module, List.of());
        String[] known =
                Stream.concat(Stream.of(module), allowed.stream())
                        .map(other -> "darkroom." + other + "..")
                        .toArray(String[]::new);
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("darkroom." + module + "..")
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("darkroom..").and(not(resideInAnyPackage(known))))
                        .allowEmptyShould(false)
                        .because(
                                allowed.isEmpty()
                                        ? "module " + module + " knows none of ours"
                                        : "module " + module + " knows only " + allowed);
        List<String> others = forbidden(module);
        return new Law(
                module + "KeepsItsArrows",
                rule,
                others.stream().map(ArrowsTest::plantedName).toList(),
                Stream.concat(
                                others.stream().map(ArrowsTest::plantedType),
                                Stream.of(plantedUser(module, others)))
                        .toList());
    }

    private static String plantedName(String module) {
        return "darkroom." + module + ".planted.Known";
    }

    private static String plantedType(String module) {
        return "package darkroom." + module + ".planted; public class Known {}";
    }

    private static String plantedUser(String module, List<String> others) {
        StringBuilder fields = new StringBuilder();
        for (String other : others) {
            fields.append(plantedName(other)).append(' ').append(other).append("; ");
        }
        return "package darkroom." + module + ".planted; class Knowing { " + fields + "}";
    }

    private static Law noCycles() {
        return new Law(
                "noPackageCycles",
                slices().matching("darkroom.(**)")
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(false)
                        .because("two packages that know each other are one package"),
                List.of("Slice queue.chicken", "Slice queue.egg"),
                List.of(
                        """
                        package darkroom.queue.chicken;
                        public class Hen { darkroom.queue.egg.Egg laid; }
                        """,
                        """
                        package darkroom.queue.egg;
                        public class Egg { darkroom.queue.chicken.Hen hatched; }
                        """));
    }

    private static Law redisIsHidden() {
        return Law.of(
                "redisIsHidden",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                // The second measures Redis without the queue.
                                "darkroom.queue.redis", "darkroom.bench.bare")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("redis.clients..")
                        .allowEmptyShould(false)
                        .because("keys and commands are known in one package"),
                "darkroom.workers.planted.Direct",
                """
                package darkroom.workers.planted;
                class Direct {
                    String ping(redis.clients.jedis.Jedis jedis) { return jedis.ping(); }
                }
                """);
    }

    private static Law handlersDoNotReserve() {
        return new Law(
                "handlersDoNotReserve",
                noClasses()
                        .that()
                        .resideInAnyPackage("darkroom.jobs..", "darkroom.web..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "darkroom.workers..",
                                "darkroom.queue.reserve..",
                                "darkroom.queue.maintenance..")
                        .allowEmptyShould(false)
                        .because(
                                "a handler runs one job and a request enqueues one; what becomes of"
                                        + " it is the worker process's"),
                List.of("darkroom.jobs.planted.Greedy", "darkroom.web.planted.Greedy"),
                List.of(
                        "package darkroom.queue.reserve.planted; public class Mine {}",
                        """
                        package darkroom.jobs.planted;
                        class Greedy { darkroom.queue.reserve.planted.Mine mine; }
                        """,
                        """
                        package darkroom.web.planted;
                        class Greedy { darkroom.queue.reserve.planted.Mine mine; }
                        """));
    }
}
