package darkroom.queue.maintenance;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Moves jobs whose time has come from the schedules to their queues. Thread-safe. */
public final class Promoter {
    /** The most jobs that one step moves from each schedule. */
    static final int STEP = 500;

    private final RedisStore store;

    /** Promotes in {@code store}. */
    public Promoter(RedisStore store) {
        this.store = store;
    }

    /**
     * What one step found.
     *
     * @param moved how many jobs it moved
     * @param more whether more may be due already
     * @param untilNext how long until the next is due; empty if nothing is scheduled
     */
    public record Promoted(long moved, boolean more, Optional<Duration> untilNext) {}

    /** Moves up to {@value #STEP} due jobs of each schedule, by Redis' clock. */
    public Promoted promote() {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.scheduled());
        call.key(keys.retrying());
        Reply reply = store.run(Script.DUE, call.arg(STEP));
        long now = reply.number(0);
        long next = reply.number(1);
        int scheduled = (int) reply.number(2);
        List<byte[]> members = new ArrayList<>();
        for (int i = 3; i < reply.size(); i++) {
            members.add(reply.bytes(i));
        }
        long moved =
                move(keys.scheduled(), "scheduled", members.subList(0, scheduled))
                        + move(
                                keys.retrying(),
                                "retrying",
                                members.subList(scheduled, members.size()));
        boolean more = scheduled == STEP || members.size() - scheduled == STEP;
        Optional<Duration> untilNext =
                next < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(Math.max(0, next - now)));
        return new Promoted(moved, more, untilNext);
    }

    private long move(String schedule, String place, List<byte[]> members) {
        if (members.isEmpty()) {
            return 0;
        }
        Keys keys = store.keys();
        Call call = new Call();
        call.key(schedule);
        call.key(keys.queues());
        call.key(keys.stats());
        call.arg(keys.wakeChannel()).arg(place);
        for (byte[] member : members) {
            int colon = indexOfColon(member);
            String queue = new String(member, 0, colon, StandardCharsets.UTF_8);
            call.arg(member)
                    .arg(Arrays.copyOfRange(member, colon + 1, member.length))
                    .arg(queue)
                    .arg(call.key(keys.queue(queue)));
        }
        return store.run(Script.PROMOTE, call).number();
    }

    private static int indexOfColon(byte[] member) {
        for (int i = 0; i < member.length; i++) {
            if (member[i] == ':') {
                return i;
            }
        }
        throw new IllegalStateException(
                "cannot promote a job: expected \"queue:payload\" in the schedule, found no colon");
    }
}
