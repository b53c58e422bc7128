package darkroom.queue.threads;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the threads of all processes do. Who looks says so, which each process hears at its next
 * beat; from then on it shows its board, about once a second, until nobody has looked for {@link
 * #WANTED}. Thread-safe.
 */
public final class ThreadBoards {
    /** A look is for so long; who wants to see more looks again meanwhile. */
    public static final Duration WANTED = Duration.ofSeconds(15);

    /** A board is there for so long: a process that shows none any more is seen to. */
    static final Duration SHOWN = Duration.ofSeconds(10);

    /** The most processes whose boards are read. */
    public static final int PROCESSES_MAX = 200;

    /** No further board is read when there are so many bytes of them. */
    static final int READ_BYTES_MAX = 4 * 1024 * 1024;

    private static final int PAGE = 16;

    private final RedisStore store;

    /** Those of the fleet of {@code store}. */
    public ThreadBoards(RedisStore store) {
        this.store = store;
    }

    /** Says that somebody looks, in a full Redis, too; once a second is more than enough. */
    public void look() {
        Call call = new Call();
        call.key(store.keys().processes());
        call.key(store.keys().threadsWanted());
        store.run(Script.LOOK, call.arg(WANTED.toMillis()));
    }

    /**
     * Shows the board of a process, in the place of the one before.
     *
     * @param processId with its term
     * @return false if the process is no longer in the fleet; nothing was written then
     */
    public boolean show(String processId, ThreadBoard board) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.threads(processId));
        call.arg(processId).arg(BoardText.of(board)).arg(SHOWN.toMillis());
        return store.run(Script.SHOW, call).number() == 1;
    }

    /**
     * A board.
     *
     * @param age since it was shown, by Redis' clock
     */
    public record Shown(String process, Duration age, ThreadBoard board) {}

    /**
     * The boards of a fleet.
     *
     * @param shown by process id
     * @param silent processes in the fleet that show none: they have not heard of the look yet, are
     *     of a build that knows no boards, or have come to no sample
     * @param unread how many processes are in the fleet whose board was not read: there are too
     *     many, or they have too much to show
     */
    public record Reading(List<Shown> shown, List<String> silent, long unread) {
        /** Copies the lists. */
        public Reading {
            shown = List.copyOf(shown);
            silent = List.copyOf(silent);
        }

        /** All handlers, each as old as it is now; the one that began first before the others. */
        public List<Seen> seen() {
            List<Seen> all = new ArrayList<>();
            for (Shown one : shown) {
                for (RunningHandler running : one.board().running()) {
                    all.add(new Seen(one.process(), running.later(one.age())));
                }
            }
            all.sort(Comparator.comparing((Seen seen) -> seen.running().age()).reversed());
            return all;
        }
    }

    /** A handler in a process. */
    public record Seen(String process, RunningHandler running) {}

    /** Reads the boards that are shown; says to nobody that somebody looks. */
    public Reading read() {
        List<String> ids = new ArrayList<>();
        String fleet = store.keys().processes();
        store.sortedRange(fleet, 0, PROCESSES_MAX - 1).forEach(one -> ids.add(one.member()));
        ids.sort(null);
        return read(ids, Math.max(0, store.sortedSize(fleet) - ids.size()));
    }

    /** The board of one process alone; empty if it is not in the fleet. */
    public Optional<Reading> read(String processId) {
        return store.score(store.keys().processes(), processId).isEmpty()
                ? Optional.empty()
                : Optional.of(read(List.of(processId), 0));
    }

    private Reading read(List<String> ids, long beyond) {
        long now = store.timeMillis();
        List<Shown> shown = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        long chars = 0;
        int next = 0;
        while (next < ids.size() && chars < READ_BYTES_MAX) {
            List<String> page = ids.subList(next, Math.min(ids.size(), next + PAGE));
            List<String> texts =
                    store.scan().values(page.stream().map(store.keys()::threads).toList());
            for (int i = 0; i < page.size(); i++) {
                String id = page.get(i);
                chars += texts.get(i).length();
                shown(id, texts.get(i), now).ifPresentOrElse(shown::add, () -> silent.add(id));
            }
            next += page.size();
        }
        return new Reading(shown, silent, beyond + ids.size() - next);
    }

    private static Optional<Shown> shown(String id, String text, long now) {
        int space = text.indexOf(' ');
        if (space < 1 || space > 15 || !text.substring(0, space).matches("[0-9]+")) {
            return Optional.empty();
        }
        Duration age = Duration.ofMillis(Math.max(0, now - Long.parseLong(text, 0, space, 10)));
        return BoardText.read(text.substring(space + 1)).map(board -> new Shown(id, age, board));
    }
}
