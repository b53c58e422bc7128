package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadQuery.Field;
import darkroom.queue.archive.DeadSearch.Answer;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.inspect.DeadJobs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is found, in which order, by which index, and how fresh it is. */
@Timeout(120)
final class DeadSearchIT {
    private final ArchiveScene scene = new ArchiveScene();
    private final Archivist archivist = scene.archivist(0);
    private final DeadSearch search =
            new DeadSearch(scene.database, scene.queue.store(), List.of(ArchiveScene.FOUND));

    @BeforeEach
    void bury() {
        scene.bury("note", "org.example.Broken", "a", 30);
        scene.bury("other", "org.example.Worse", "b", 12);
        archivist.step();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private List<String> found(DeadQuery query) {
        return names(search.search(query, Optional.empty(), 100));
    }

    private static List<String> names(Answer answer) {
        return answer.hits().stream().map(hit -> hit.place().name()).toList();
    }

    private static DeadQuery by(Field field, String value) {
        return DeadQuery.ALL.with(field, value);
    }

    @Test
    void findsByEachAndByAllThatIsGiven() {
        assertThat(found(DeadQuery.ALL)).hasSize(42);
        assertThat(found(by(Field.ID, "a7"))).containsExactly("a7");
        assertThat(found(by(Field.KIND, "note"))).hasSize(42);
        assertThat(found(by(Field.KIND, "not"))).isEmpty();
        assertThat(found(by(Field.QUEUE, "other"))).hasSize(12);
        assertThat(found(by(Field.GROUP, "gWorse"))).hasSize(12);
        assertThat(found(by(Field.ERROR, "Worse"))).hasSize(12);
        assertThat(found(by(Field.ERROR, "org.example.Worse"))).hasSize(12);
        assertThat(found(by(Field.ERROR, "com.example.Worse"))).isEmpty();
        assertThat(found(by(Field.SHARD, "7"))).containsExactlyInAnyOrder("a7", "a17", "a27", "b7");
        assertThat(found(by(Field.USER, "12"))).containsExactlyInAnyOrder("a12", "b12");
        assertThat(found(DeadQuery.ALL.withArg("number=3"))).containsExactlyInAnyOrder("a3", "b3");
        assertThat(found(by(Field.QUEUE, "other").with(Field.SHARD, "1").withArg("number=11")))
                .containsExactly("b11");
        assertThat(found(by(Field.QUEUE, "other").with(Field.GROUP, "gBroken"))).isEmpty();
    }

    @Test
    void findsWhatDiedInATimeBothEndsIncluded() {
        Hit first = search.search(by(Field.ID, "b1"), Optional.empty(), 1).hits().get(0);
        Instant moment = Instant.ofEpochMilli(first.place().diedAt());

        assertThat(found(DeadQuery.ALL.since(moment))).hasSize(12);
        assertThat(found(DeadQuery.ALL.since(moment).until(moment))).hasSize(12);
        assertThat(found(DeadQuery.ALL.until(moment.minusMillis(1)))).hasSize(30);
        assertThat(found(DeadQuery.ALL.since(moment.plusMillis(1)))).isEmpty();
    }

    @Test
    void pagesHaveEachJobOnceLatestFirstWhateverDiesMeanwhile() {
        List<String> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Answer page = search.search(by(Field.KIND, "note"), after, 10);
            all.addAll(names(page));
            after = page.next();
            scene.bury("note", "t", "late" + all.size() + "-", 2);
        } while (after.isPresent());

        assertThat(all).hasSize(42).doesNotHaveDuplicates().doesNotContain("late10-1");
        assertThat(all.subList(0, 12)).allMatch(name -> name.startsWith("b"));
    }

    @Test
    void whatDiedJustNowIsFoundInRedisAndItIsSaidHowMuchThatIs() {
        scene.bury("other", "org.example.Worse", "c", 5);
        Answer answer = search.search(by(Field.QUEUE, "other"), Optional.empty(), 100);

        assertThat(names(answer)).hasSize(17);
        assertThat(names(answer).subList(0, 5)).allMatch(name -> name.startsWith("c"));
        assertThat(answer.freshness()).isEqualTo(new DeadSearch.Freshness(5, 0, true));
        assertThat(found(by(Field.USER, "5"))).containsExactlyInAnyOrder("a5", "b5", "c5");
        assertThat(found(by(Field.ID, "c2"))).containsExactly("c2");
        assertThat(found(by(Field.GROUP, "gWorse").with(Field.ERROR, "Worse"))).hasSize(17);
        assertThat(names(search.search(by(Field.QUEUE, "other"), Optional.empty(), 3)))
                .hasSize(3)
                .allMatch(name -> name.startsWith("c"));
    }

    @Test
    void moreThanCanBeLookedAtAndNotCopiedIsSaid() {
        scene.bury("other", "t", "c", 700);
        Answer answer = search.search(DeadQuery.ALL, Optional.empty(), 10);

        assertThat(answer.hits()).hasSize(10);
        assertThat(answer.freshness()).isEqualTo(new DeadSearch.Freshness(700, 200, true));
    }

    @Test
    void jobThatIsNotDeadAnyMoreIsNotFoundThoughItsRowIsThere() {
        DeadJobs dead =
                new DeadJobs(
                        scene.queue.store(), new DeadArchive(scene.database, scene.queue.store()));
        dead.retry("a7");
        dead.discard("b7");

        assertThat(scene.rows()).contains("a7", "b7");
        assertThat(found(by(Field.SHARD, "7"))).containsExactlyInAnyOrder("a17", "a27");
        assertThat(found(by(Field.ID, "a7"))).isEmpty();
    }

    @Test
    void whereTimeIsUpWindowsGoOnAndNothingIsMissed() throws SQLException {
        String lane = scene.keys().namespace();
        SearchStatement window = SearchStatement.window(by(Field.SHARD, "7"), lane, Place.LAST, 2);
        List<String> rows = new ArrayList<>();
        try (Connection connection = scene.database.getConnection();
                PreparedStatement select = connection.prepareStatement(window.sql())) {
            window.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getBoolean(1) + " " + row.getString(3));
                }
            }
        }
        assertThat(rows).hasSize(3).contains("true b7").last().asString().startsWith("false a");
    }

    @Test
    void eachFilterHasAnIndex() throws SQLException {
        scene.execute(
                """
                INSERT INTO darkroom.dead_job (lane, died_at, name, kind, queue, failure_group, error,
                  error_name, reason, message, attempt, shard, person, args, outbox, job_id,
                  history, digest, bytes, body)
                SELECT '%s', 1000 + i, 'x' || i, 'k' || i %% 40, 'q' || i %% 30, 'g' || i %% 500,
                  'org.E' || i %% 300, 'E' || i %% 300, 'attempts', 'no', 1, (i %% 64)::text,
                  (i %% 20000)::text, ARRAY['photoId=' || i / 3], '', '', '', '', 1, 'x'
                FROM generate_series(1, 40000) AS i; ANALYZE darkroom.dead_job"""
                        .formatted(scene.keys().namespace()));
        Map<String, DeadQuery> queries = new LinkedHashMap<>();
        queries.put("dead_job_time", DeadQuery.ALL);
        queries.put("dead_job_name", by(Field.ID, "x7"));
        queries.put("dead_job_kind", by(Field.KIND, "k7"));
        queries.put("dead_job_queue", by(Field.QUEUE, "q7"));
        queries.put("dead_job_group", by(Field.GROUP, "g7"));
        queries.put("dead_job_error", by(Field.ERROR, "org.E7"));
        queries.put("dead_job_shard", by(Field.SHARD, "7"));
        queries.put("dead_job_person", by(Field.USER, "7"));
        queries.put("dead_job_args", DeadQuery.ALL.withArg("photoId=7"));
        for (Map.Entry<String, DeadQuery> one : queries.entrySet()) {
            String plan = plan(one.getValue());
            assertThat(plan).as(one.getKey()).contains(one.getKey()).doesNotContain("Seq Scan");
        }
        assertThat(plan(by(Field.KIND, "k7").with(Field.QUEUE, "q7").withArg("photoId=7")))
                .doesNotContain("Seq Scan");
        String lane = scene.keys().namespace();
        assertThat(plan(SearchStatement.window(by(Field.KIND, "k7"), lane, Place.LAST, 4_000)))
                .contains("dead_job_kind")
                .doesNotContain("Seq Scan");
        assertThat(found(DeadQuery.ALL.until(Instant.ofEpochMilli(50_000))))
                .as("rows of jobs that were never dead")
                .isEmpty();
    }

    private String plan(DeadQuery query) throws SQLException {
        return plan(SearchStatement.whole(query, scene.keys().namespace(), Place.LAST, 51));
    }

    private String plan(SearchStatement statement) throws SQLException {
        try (Connection connection = scene.database.getConnection();
                PreparedStatement explain =
                        connection.prepareStatement("EXPLAIN " + statement.sql())) {
            statement.bind(explain);
            StringBuilder plan = new StringBuilder();
            try (ResultSet row = explain.executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }

    @Test
    void whatCannotBeSearchedForSaysWhere() {
        assertThatThrownBy(() -> search.search(DeadQuery.ALL, Optional.of("17x~a"), 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at character 3");
        assertThatThrownBy(() -> DeadQuery.ALL.withArg("photoId"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("expected name=value, found no \"=\"");
        assertThatThrownBy(() -> DeadQuery.ALL.withArg("=7"))
                .hasMessageContaining("no name before \"=\" at character 1");
        assertThatThrownBy(() -> by(Field.KIND, "a\0b")).hasMessageContaining("NUL at character 2");
        assertThatThrownBy(() -> by(Field.KIND, "a".repeat(301)))
                .hasMessageContaining("found 301 characters");
    }

    @Test
    void withoutTheDatabaseItSaysSoInSeconds() {
        scene.goAway();
        long start = System.nanoTime();
        assertThatThrownBy(() -> search.search(DeadQuery.ALL, Optional.empty(), 9))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("cannot search dead jobs");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void withoutRedisItAnswersFromTheArchiveAndSaysSo() {
        scene.queue.store().close();
        Answer answer = search.search(by(Field.QUEUE, "other"), Optional.empty(), 100);

        assertThat(answer.hits()).hasSize(12);
        assertThat(answer.freshness().isChecked()).isFalse();
    }
}
