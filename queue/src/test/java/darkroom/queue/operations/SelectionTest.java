package darkroom.queue.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.json.DeadJob;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectionTest {
    private static final DeadJob JOB =
            new DeadJob(
                    "a",
                    "slow",
                    "push",
                    3,
                    new DeadJob.Cause("attempts", "a.b.Api$LateException", "m", ""),
                    "p-1",
                    new byte[0]);

    @ParameterizedTest
    @ValueSource(strings = {"a.b.Api$LateException", "Api$LateException", "LateException"})
    void errorIsAClassWithOrWithoutWhereItIs(String name) {
        assertThat(Selection.ALL.withError(name).matches(JOB)).isTrue();
        assertThat(Selection.ALL.withError(name.substring(1)).matches(JOB)).isFalse();
    }

    @Test
    void allThatIsGivenHasToMatch() {
        assertThat(Selection.ALL.matches(JOB)).isTrue();
        assertThat(Selection.ALL.withError("attempts").matches(JOB)).isTrue();
        assertThat(Selection.ALL.ofKind("push").inQueue("slow").matches(JOB)).isTrue();
        assertThat(Selection.ALL.ofKind("push").inQueue("fast").matches(JOB)).isFalse();
        assertThat(Selection.ALL.ofKind("pus").matches(JOB)).isFalse();
    }

    @Test
    void itIsToldInWords() {
        assertThat(Selection.ALL).hasToString("all");
        assertThat(Selection.of(List.of("a", "b", "a"))).hasToString("2 ids");
        assertThat(Selection.ALL.ofKind("push").since(Instant.EPOCH))
                .hasToString("kind push, since 1970-01-01T00:00:00Z");
    }

    @Test
    void idsAreBoundedAndPlain() {
        assertThatThrownBy(() -> Selection.of(Collections.nCopies(1, "a b")))
                .hasMessageContaining("blanks");
        List<String> many = IntStream.range(0, 1_001).mapToObj(i -> "n" + i).toList();
        assertThatThrownBy(() -> Selection.of(many))
                .hasMessageContaining("limit is 1000 (Limits.PAGE_MAX)");
    }

    @Test
    void namesAreBoundedAndAGroupIsAnId() {
        assertThatThrownBy(() -> Selection.ALL.ofKind(""))
                .hasMessageContaining("by kind: expected a name of 1..500 characters, found 0");
        assertThatThrownBy(() -> Selection.ALL.withError("x".repeat(501)))
                .hasMessageContaining("by error")
                .hasMessageContaining("found 501");
        assertThatThrownBy(() -> Selection.ALL.inQueue("x".repeat(501)))
                .hasMessageContaining("by queue");
        assertThatThrownBy(() -> Selection.ALL.ofGroup("../dead"))
                .hasMessageContaining("expected the id of one, 12 letters and digits")
                .hasMessageContaining("found \"../dead\"");
        assertThat(Selection.ALL.ofGroup("0123456789ab")).hasToString("group 0123456789ab");
    }
}
