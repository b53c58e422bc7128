package darkroom.queue.reserve;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** One beat: a process says that it lives and what it does, and hears what is wanted of it. */
public final class Heartbeat {
    private final RedisStore store;
    private final Duration silence;

    /**
     * Beats into {@code store}.
     *
     * @param silence how long a process is without a beat when others are told
     */
    public Heartbeat(RedisStore store, Duration silence) {
        this.store = store;
        this.silence = silence;
    }

    /**
     * Beats once.
     *
     * @param record what the process is and does, shown by {@code fleet status}; not empty
     * @throws ProcessLostException if this process is no longer in the fleet; nothing was written
     */
    public Heard beat(Membership member, ProcessState state, Map<String, String> record) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.process(member.id()));
        call.key(keys.serving());
        call.key(keys.fleet());
        call.key(keys.lost());
        call.key(keys.threadsWanted());
        call.arg(member.id()).arg(state == ProcessState.SERVING ? 1 : 0);
        call.arg(silence.toMillis());
        call.arg("state").arg(state.word());
        record.forEach((field, value) -> call.arg(field).arg(value));
        Reply reply = store.run(Script.BEAT, call);
        if (reply.number(0) < 0) {
            throw new ProcessLostException(member.id());
        }
        return new Heard(
                share(reply.text(1), member.id(), reply.textsFrom(5)),
                ProcessState.of(reply.text(2)),
                reply.number(3) > 0,
                reply.number(4) > 0);
    }

    /**
     * What a process hears.
     *
     * @param threads this process's share of what is wanted of the fleet; empty: as it was started
     * @param state what an operator asked of it; empty: nothing
     * @param someoneSilent whether a process is silent, or lost and not yet reaped
     * @param someoneLooks whether somebody wants to see what threads do
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    public record Heard(
            OptionalInt threads,
            Optional<ProcessState> state,
            boolean someoneSilent,
            boolean someoneLooks) {}

    // Everyone sees the same list, so everyone can work out its own share: the first few in order
    // take one thread more where the division leaves a rest.
    private static OptionalInt share(String fleetThreads, String id, List<String> serving) {
        if (fleetThreads.isEmpty()) {
            return OptionalInt.empty();
        }
        TreeSet<String> sorted = new TreeSet<>(serving);
        sorted.add(id);
        int wanted = Integer.parseInt(fleetThreads);
        int rank = sorted.headSet(id).size();
        return OptionalInt.of(wanted / sorted.size() + (rank < wanted % sorted.size() ? 1 : 0));
    }
}
