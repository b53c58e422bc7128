package darkroom.web.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.web.dashboard.page.Chart.Line;
import darkroom.web.dashboard.page.Chart.Mark;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChartTest {
    private static final Chart CHART =
            new Chart(
                    "Jobs",
                    List.of(600L, 660L, 720L),
                    List.of(new Line("a|b", new double[] {1, Double.NaN, 2.5})));

    @Test
    void pointsAndNamesAreForTheScript() {
        assertThat(CHART.points()).isEqualTo("600,660,720;1.0,,2.5");
        assertThat(CHART.names()).isEqualTo("a/b");
        assertThat(CHART.markPoints()).isEmpty();
    }

    @Test
    void marksOutsideOfItsTimeAreLeftOut() {
        Chart marked =
                CHART.withMarks(
                        List.of(
                                new Mark(599, "before"),
                                new Mark(600, "first"),
                                new Mark(780, "in the minute;that runs"),
                                new Mark(781, "after")));

        assertThat(marked.markPoints()).isEqualTo("600 first;780 in the minute,that runs");
        assertThat(marked.markWords())
                .isEqualTo(
                        "first at 1970-01-01 00:10:00,"
                                + " in the minute;that runs at 1970-01-01 00:13:00");
        assertThat(marked.points()).isEqualTo(CHART.points());
    }

    @Test
    void onlyTheLatestMarksAreShown() {
        List<Mark> many = IntStream.range(0, 30).mapToObj(i -> new Mark(600 + i, "b" + i)).toList();

        List<Mark> shown = CHART.withMarks(many).marks();

        assertThat(shown).hasSize(Chart.MARKS_MAX).endsWith(new Mark(629, "b29"));
    }

    @Test
    void chartOfNothingHasNoMarks() {
        Chart nothing = new Chart("Jobs", List.of(), List.of());

        assertThat(nothing.withMarks(List.of(new Mark(1, "one"))).marks()).isEmpty();
    }
}
