package darkroom.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * A rule with the proof that it bites.
 *
 * @param name a camel-case sentence
 * @param rule must not allow that it matches no class
 * @param culprits what the rule has to name when it is checked on {@code planted}
 * @param planted sources that break the rule
 */
record Law(String name, ArchRule rule, List<String> culprits, List<String> planted) {
    Law {
        culprits = List.copyOf(culprits);
        planted = List.copyOf(planted);
        if (culprits.isEmpty() || planted.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot take law \"" + name + "\": expected a planted violation, found none");
        }
    }

    /** A law that one planted class breaks. */
    static Law of(String name, ArchRule rule, String culprit, String planted) {
        return new Law(name, rule, List.of(culprit), List.of(planted));
    }

    /** Its three tests. Each plants in a folder of its own under {@code folder}. */
    DynamicNode tests(Path folder) {
        return dynamicContainer(
                name,
                Stream.of(
                        dynamicTest(name + "HoldsForOurCode", () -> rule.check(OurClasses.ALL)),
                        dynamicTest(name + "CatchesWhatIsPlanted", () -> catchesAll(folder)),
                        dynamicTest(name + "FailsWhenItMatchesNothing", () -> refuses(folder))));
    }

    private void catchesAll(Path folder) throws IOException {
        JavaClasses classes = PlantedClasses.compiledIn(fresh(folder), planted);

        assertThatThrownBy(() -> rule.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated")
                .satisfies(e -> assertThat(e.getMessage()).contains(culprits));
    }

    private void refuses(Path folder) throws IOException {
        JavaClasses none = PlantedClasses.compiledIn(fresh(folder), List.of());

        assertThatThrownBy(() -> rule.check(none)).hasMessageContaining("failed to check any");
    }

    private static Path fresh(Path folder) throws IOException {
        return Files.createTempDirectory(folder, "planted");
    }
}
