package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadSearch.Related;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.trace.TraceParent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead jobs of one request find each other. */
@Timeout(120)
final class DeadTraceIT {
    private static final TraceParent REQUEST =
            new TraceParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);
    private static final TraceParent OTHER =
            new TraceParent("1af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", false);

    private final ArchiveScene scene = new ArchiveScene();
    private final Archivist archivist = scene.archivist(0);
    private final DeadSearch search =
            new DeadSearch(scene.database, scene.queue.store(), List.of(ArchiveScene.FOUND));

    @BeforeEach
    void bury() {
        TraceParent step = REQUEST.next("parent 1");
        push("parent", REQUEST.toString());
        push("beside", REQUEST.toString());
        push("child1", step.toString());
        push("child2", step.toString());
        push("grandchild", step.next("child1 1").toString());
        push("other", OTHER.toString());
        push("odd", "no trace");
        scene.buryReady("t", 7);
        archivist.step();
    }

    private void push(String id, String trace) {
        scene.queue
                .jedis()
                .rpush(
                        scene.keys().queue("note"),
                        "{\"class\":\"note\",\"args\":[],\"id\":\"%s\",\"trace\":\"%s\"}"
                                .formatted(id, trace));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private static List<String> names(List<Related> found) {
        return found.stream().map(one -> one.hit().place().name()).toList();
    }

    private List<String> all() {
        return names(search.ofTrace(REQUEST.traceId(), List.of(), 10));
    }

    @Test
    void childrenAndParentsAreFoundByTheStep() {
        List<String> steps = DeadSearch.stepsOf(REQUEST, "parent", 3);

        List<Related> children = search.ofTrace(REQUEST.traceId(), steps, 10);
        List<Related> found = search.ofTrace(REQUEST.traceId(), List.of(), 10);

        assertThat(names(children)).containsExactlyInAnyOrder("child1", "child2");
        assertThat(names(found))
                .containsExactlyInAnyOrder("parent", "beside", "child1", "child2", "grandchild");
        assertThat(found.stream().filter(one -> one.hasEnqueued(REQUEST.next("parent 1"))).toList())
                .extracting(one -> one.hit().place().name())
                .containsExactly("parent");
        assertThat(names(search.ofTrace(REQUEST.traceId(), steps, 1))).hasSize(1);
        assertThat(search.ofTrace(OTHER.traceId(), steps, 10)).isEmpty();
    }

    @Test
    void whatIsNotDeadAnyMoreIsNotFound() {
        assertThat(all()).contains("child1");

        new DeadJobs(scene.queue.store(), new DeadArchive(scene.database, scene.queue.store()))
                .discard("child1");

        assertThat(all()).doesNotContain("child1").contains("child2");
        scene.goAway();
        assertThatThrownBy(this::all).isInstanceOf(StoreUnavailableException.class);
        scene.comeBack();
    }

    @Test
    void tableOfAnEarlierBuildGetsTheColumns() throws SQLException {
        scene.execute("ALTER TABLE darkroom.dead_job DROP COLUMN trace, DROP COLUMN step");

        for (int i = 0; i < 2; i++) {
            try (Connection connection = scene.database.getConnection()) {
                ArchiveTable.create(connection);
            }
        }

        assertThat(all()).isEmpty();
        push("later", REQUEST.toString());
        scene.buryReady("t", 1);
        archivist.step();
        assertThat(all()).containsExactly("later");
    }

    @Test
    void bothLooksAreByTheIndexHoweverManyAreOfOneTrace() throws SQLException {
        scene.execute(
                """
                INSERT INTO darkroom.dead_job (lane, died_at, name, kind, queue, failure_group, error,
                  error_name, reason, message, attempt, shard, person, args, outbox, job_id,
                  history, digest, bytes, body, trace, step)
                SELECT '%s', 1000 + i, 'x' || i, 'k', 'q', 'g', 'E', 'E', 'attempts', 'no', 1, '', '',
                  '{}', '', '', '', '', 1, 'x', CASE WHEN i %% 2 = 0 THEN '%s' ELSE '' END,
                  lpad((i %% 40)::text, 16, '0')
                FROM generate_series(1, 40000) AS i; ANALYZE darkroom.dead_job"""
                        .formatted(scene.keys().namespace(), REQUEST.traceId()));

        assertThat(plan(List.of())).contains("dead_job_trace").doesNotContain("Sort", "Seq Scan");
        assertThat(plan(List.of("0000000000000002"))).contains("dead_job_trace");
    }

    private String plan(List<String> steps) throws SQLException {
        SearchStatement statement =
                SearchStatement.ofTrace(scene.keys().namespace(), REQUEST.traceId(), steps, 26);
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
}
