package darkroom.queue.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DueJobTest {
    @Test
    void bytesThatAreNoTextAreKept() {
        byte[] payload = {':', -1, 0, -128, ':'};

        byte[] member = new DueJob("note", payload).toBytes();

        assertThat(member).startsWith("note:".getBytes(UTF_8)).endsWith(payload).hasSize(10);
        assertThat(DueJob.fromBytes(member).queue()).isEqualTo("note");
        assertThat(DueJob.fromBytes(member).payload()).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource({"'', '', ''", "x, x, ''", "x:, x, ''", ":y, '', y", ":, '', ''", "x:y:z, x, y:z"})
    void anyMemberIsRead(String member, String queue, String payload) {
        DueJob job = DueJob.fromBytes(member.getBytes(UTF_8));

        assertThat(job.queue()).isEqualTo(queue);
        assertThat(job.payload()).isEqualTo(payload.getBytes(UTF_8));
    }
}
