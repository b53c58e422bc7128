package darkroom.queue.scripts;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Subscription;
import darkroom.queue.reserve.Batch;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker process whose every move is a step; calls Redis as the fetcher of a real one does. */
final class LogicalWorker implements AutoCloseable {
    private static final long NO_SUSPICION = -1;

    final Membership member;
    private final Map<String, Reserved> hand = new TreeMap<>();
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    private final List<byte[]> mailbox = new ArrayList<>();
    private final Subscription life;
    private @Nullable Batch unanswered;
    private long suspectFrom = NO_SUSPICION;
    private String awaited = "";

    LogicalWorker(RedisStore store, Membership member) {
        this.member = member;
        this.life =
                Subscription.open(
                        store, List.of(store.keys().lifeChannel(member.id())), heard::add);
        try {
            if (!life.awaitListening(Duration.ofSeconds(20))) {
                throw new IllegalStateException("cannot listen: expected it within PT20S");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The jobs that it knows to hold, by field. */
    Map<String, Reserved> hand() {
        return hand;
    }

    boolean isSuspect() {
        return suspectFrom != NO_SUSPICION || unanswered != null;
    }

    /** Settles what it is given, unless an earlier call is still without an answer. */
    void exchange(List<Settlement> settlements, Map<String, Long> stats, int want, int idle) {
        Batch batch = unanswered;
        if (batch == null) {
            batch = member.batch(settlements, stats);
            settlements.forEach(settled -> hand.remove(settled.job().field()));
            unanswered = batch;
        }
        long firstUnheard = member.firstUnheard();
        boolean suspect = suspectFrom != NO_SUSPICION;
        try {
            Membership.Exchanged exchanged = member.exchange(batch, suspect ? 0 : want, idle);
            unanswered = null;
            exchanged.reserved().forEach(this::take);
            if (suspect) {
                adopt();
            }
        } catch (StoreUnavailableException e) {
            if (suspectFrom == NO_SUSPICION) {
                suspectFrom = firstUnheard;
            }
            throw e;
        }
    }

    private void adopt() {
        for (Reserved held : member.held()) {
            if (held.sequence() >= suspectFrom && !hand.containsKey(held.field())) {
                hand.put(held.field(), held);
            }
        }
        suspectFrom = NO_SUSPICION;
    }

    boolean isAwaited(String field) {
        return awaited.equals(field);
    }

    /** Its message is on its way for sure, and stays in the mailbox until it is delivered. */
    void awaitMessage(String field) {
        awaited = field;
        try {
            byte[] message = heard.poll(20, TimeUnit.SECONDS);
            while (message != null && !Membership.isHandOver(message)) {
                message = heard.poll(20, TimeUnit.SECONDS);
            }
            if (message == null) {
                throw new IllegalStateException("a job was handed over and no message came");
            }
            mailbox.add(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean hasMail() {
        return !mailbox.isEmpty();
    }

    /** Reads its oldest message, in time or late. */
    void deliver() {
        member.handedOver(mailbox.remove(0)).ifPresent(this::take);
    }

    private void take(Reserved reserved) {
        if (hand.put(reserved.field(), reserved) != null) {
            throw new IllegalStateException("was given the same job twice: " + reserved.field());
        }
    }

    @Override
    public void close() {
        life.close();
    }
}
