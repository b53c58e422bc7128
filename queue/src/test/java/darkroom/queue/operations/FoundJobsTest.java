package darkroom.queue.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadQuery.Field;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FoundJobsTest {
    @Test
    void whatAnOperationKnowsIsTheSameSelection() {
        DeadQuery query =
                DeadQuery.ALL
                        .with(Field.KIND, "push")
                        .with(Field.QUEUE, "q")
                        .with(Field.ERROR, "Oops")
                        .with(Field.GROUP, "0123456789ab")
                        .with(Field.ID, "a~2")
                        .since(Instant.ofEpochMilli(1))
                        .until(Instant.ofEpochMilli(2));

        assertThat(FoundJobs.direct(query))
                .contains(
                        Selection.of(List.of("a~2"))
                                .ofKind("push")
                                .inQueue("q")
                                .withError("Oops")
                                .ofGroup("0123456789ab")
                                .since(Instant.ofEpochMilli(1))
                                .until(Instant.ofEpochMilli(2)));
        assertThat(FoundJobs.direct(DeadQuery.ALL)).contains(Selection.ALL);
    }

    @ParameterizedTest
    @EnumSource(names = {"USER", "SHARD"})
    void whatOnlyTheIndexKnowsIsNot(Field field) {
        assertThat(FoundJobs.direct(DeadQuery.ALL.with(field, "3"))).isEmpty();
        assertThat(FoundJobs.direct(DeadQuery.ALL.withArg("photoId=3"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"buried", "attempts", "poison"})
    void reasonThatTheIndexHasNotIsLeftToTheSelection(String reason) {
        DeadQuery query = DeadQuery.ALL.with(Field.ERROR, reason);
        assertThat(FoundJobs.direct(query)).contains(Selection.ALL.withError(reason));
        assertThat(FoundJobs.direct(query.with(Field.USER, "3"))).isEmpty();
    }

    @Test
    void valueThatCanBeNoneIsRefused() {
        DeadQuery query = DeadQuery.ALL.with(Field.GROUP, "x");

        assertThatThrownBy(() -> FoundJobs.direct(query)).isInstanceOf(InvalidJobException.class);
    }
}
