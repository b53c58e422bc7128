package darkroom.queue.archive;

import darkroom.queue.InvalidJobException;
import darkroom.queue.JobKind;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What of a job's args it is found by: what its kind says, and nothing of a kind that is not known.
 */
final class KindTerms {
    private final Map<String, JobKind<?>> kinds;

    KindTerms(Collection<JobKind<?>> kinds) {
        this.kinds = kinds.stream().collect(Collectors.toMap(JobKind::name, Function.identity()));
    }

    /**
     * What one job is found by.
     *
     * @param args {@code name=value} each
     */
    record Terms(Optional<String> user, Optional<String> shard, List<String> args) {
        static final Terms NONE = new Terms(Optional.empty(), Optional.empty(), List.of());

        Terms {
            args = List.copyOf(args);
        }
    }

    /** Of a job that can be read; none where its args are not what its kind has. */
    Terms of(StoredJob job) {
        JobKind<?> kind = kinds.get(job.kind());
        try {
            return kind == null ? Terms.NONE : of(kind, job);
        } catch (InvalidJobException unreadable) {
            return Terms.NONE;
        }
    }

    private static <A> Terms of(JobKind<A> kind, StoredJob job) {
        A args = JobCodec.args(kind, job);
        return new Terms(
                kind.search().userOf(args),
                kind.search().shardOf(args),
                kind.search().argsOf(args));
    }
}
