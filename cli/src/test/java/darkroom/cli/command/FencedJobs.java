package darkroom.cli.command;

import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.FencedException;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobModule;
import darkroom.queue.handler.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody's handler that writes a row into a shard for each of its runs, so that one effect too
 * many is seen. A job's first run waits for a file {@code gate} before that, whatever it is told.
 */
public final class FencedJobs implements JobModule {
    private static final int TRIES = 20;

    /**
     * Args of a job.
     *
     * @param folder in which its runs append their terms to {@code begun}, {@code written} and
     *     {@code refused}, and where the gate is
     */
    public record Fenced(String folder) {}

    static final JobKind<Fenced> KIND = JobKind.of("fenced", Fenced.class);

    @Override
    public void register(HandlerRegistry.Builder registry, QueueClient queue) {
        String url = System.getenv("DARKROOM_DATABASES");
        Shards shards =
                Shards.open(
                        List.of(new DatabaseAddress("db0", url)),
                        1,
                        queue,
                        PoolLimits.ofConnections(4));
        registry.add(
                KIND,
                (fenced, context) -> {
                    Path folder = Path.of(fenced.folder());
                    note(folder.resolve("begun"), context);
                    while (!context.mayHaveBegun() && !Files.exists(folder.resolve("gate"))) {
                        LockSupport.parkNanos(5_000_000);
                        Thread.interrupted();
                    }
                    try {
                        write(shards.at(0), context);
                    } catch (FencedException refused) {
                        note(folder.resolve("refused"), context);
                        throw refused;
                    }
                    note(folder.resolve("written"), context);
                    return Outcome.completed();
                });
    }

    // Told to stop in the middle of it, it tries all the same.
    private static void write(Shard shard, JobContext context) {
        for (int tries = 1; ; tries++) {
            Thread.interrupted();
            try {
                shard.transact(
                        Fence.of(context),
                        connection -> {
                            String sql = "INSERT INTO {s}.once (key) VALUES (?)";
                            String key = context.jobId() + " by term " + context.term();
                            try (PreparedStatement insert = shard.prepare(connection, sql, key)) {
                                return insert.executeUpdate();
                            }
                        });
                return;
            } catch (FencedException refused) {
                throw refused;
            } catch (RuntimeException interrupted) {
                if (tries == TRIES) {
                    throw interrupted;
                }
            }
        }
    }

    private static void note(Path file, JobContext context) throws IOException {
        Files.writeString(
                file,
                "term " + context.term() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
