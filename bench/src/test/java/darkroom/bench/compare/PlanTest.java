package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlanTest {
    @Test
    void everyRowIsOfContestantsThatRun() {
        for (Plan plan : List.of(Compare.plan(full()), Compare.plan(quick()))) {
            Set<String> running = new HashSet<>();
            for (Trial trial : plan.trials()) {
                trial.contestants()
                        .forEach(contestant -> running.add(trial.name() + " " + contestant.name()));
            }

            assertThat(plan.rows())
                    .isNotEmpty()
                    .allSatisfy(
                            row ->
                                    assertThat(picks(row))
                                            .allSatisfy(
                                                    pick ->
                                                            assertThat(running)
                                                                    .contains(
                                                                            pick.trial()
                                                                                    + " "
                                                                                    + pick
                                                                                            .contestant())));
        }
    }

    @Test
    void namesAreUnique() {
        Plan plan = Compare.plan(full());

        assertThat(plan.trials()).extracting(Trial::name).doesNotHaveDuplicates();
        assertThat(plan.trials())
                .allSatisfy(
                        trial ->
                                assertThat(trial.contestants())
                                        .extracting(Contestant::name)
                                        .doesNotHaveDuplicates());
    }

    @Test
    void allPeersDrain() {
        Trial drain = Compare.plan(quick()).trials().get(0);

        assertThat(drain.contestants())
                .extracting(Contestant::name)
                .containsExactly("ours", "jesque", "gearmand", "bullmq", "beequeue", "sidekiq");
    }

    @Test
    void rowsOfPeersThatDoNotTakePartAreLeftOut() {
        CompareOptions options = options("--peers", "jesque", "--only", "drain,pickup");

        Plan plan = Compare.plan(options).only(options.extent().only());

        assertThat(plan.rows().stream().flatMap(PlanTest::picks).map(Pick::contestant))
                .containsOnly("ours", "jesque");
        assertThat(plan.trials()).extracting(Trial::name).containsExactly("drain", "pickup");
    }

    @Test
    void unknownTrialIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> Compare.plan(quick()).only(List.of("drains")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[drain, ")
                .hasMessageContaining("found [drains]");
    }

    private static Stream<Pick> picks(Row row) {
        return Stream.concat(Stream.of(row.ours()), row.peers().stream());
    }

    private static CompareOptions full() {
        return options();
    }

    private static CompareOptions quick() {
        return options("--quick");
    }

    private static CompareOptions options(String... words) {
        return CompareOptions.parse(Path.of("."), List.of("darkroom"), List.of(words));
    }
}
