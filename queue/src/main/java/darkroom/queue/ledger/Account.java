package darkroom.queue.ledger;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The ledger of one queue, or the sum of several, in jobs: what came in, what has gone out, and
 * what is there now. Immutable.
 */
public record Account(In in, Out out, Now now) {
    /** An account of nothing. */
    static final Account EMPTY =
            new Account(new In(0, 0, 0), new Out(0, 0, 0, 0, 0), new Now(0, 0, 0, 0, 0));

    /**
     * What came in.
     *
     * @param enqueued by our clients
     * @param foreign by clients that count nothing, such as Resque's; counted when the first
     *     attempt ends
     * @param adjusted by a person, to explain a gap; may be negative
     */
    public record In(long enqueued, long foreign, long adjusted) {
        /** By clients, ours or not. */
        public long jobs() {
            return enqueued + foreign;
        }

        long sum() {
            return jobs() + adjusted;
        }
    }

    /**
     * What has gone out.
     *
     * @param done run to the end
     * @param discarded dead, then deleted by a person
     * @param dropped dead, then deleted because there were too many
     * @param merged fell together with a job that is the same byte for byte
     * @param purged deleted by a person from the queue
     */
    public record Out(long done, long discarded, long dropped, long merged, long purged) {
        long sum() {
            return done + discarded + dropped + merged + purged;
        }
    }

    /**
     * What is there now.
     *
     * @param ready in the queue
     * @param scheduled due later
     * @param retrying failed, due again later
     * @param reserved held by a process
     * @param dead given up
     */
    public record Now(long ready, long scheduled, long retrying, long reserved, long dead) {
        long sum() {
            return ready + scheduled + retrying + reserved + dead;
        }
    }

    /**
     * How many jobs came in and are nowhere. Negative: so many are there, or are done, that never
     * came in: those of other clients that have not been run yet, or copies.
     */
    public long missing() {
        return in.sum() - out.sum() - now.sum();
    }

    /** All of its numbers in their order, with blanks between. */
    String toText() {
        return LongStream.of(
                        in.enqueued,
                        in.foreign,
                        in.adjusted,
                        out.done,
                        out.discarded,
                        out.dropped,
                        out.merged,
                        out.purged,
                        now.ready,
                        now.scheduled,
                        now.retrying,
                        now.reserved,
                        now.dead)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    /** What {@link #toText} wrote. */
    static Account ofText(String text) {
        long[] all = Stream.of(text.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Account(
                new In(all[0], all[1], all[2]),
                new Out(all[3], all[4], all[5], all[6], all[7]),
                new Now(all[8], all[9], all[10], all[11], all[12]));
    }

    Account plus(Account other) {
        return new Account(
                new In(
                        in.enqueued + other.in.enqueued,
                        in.foreign + other.in.foreign,
                        in.adjusted + other.in.adjusted),
                new Out(
                        out.done + other.out.done,
                        out.discarded + other.out.discarded,
                        out.dropped + other.out.dropped,
                        out.merged + other.out.merged,
                        out.purged + other.out.purged),
                new Now(
                        now.ready + other.now.ready,
                        now.scheduled + other.now.scheduled,
                        now.retrying + other.now.retrying,
                        now.reserved + other.now.reserved,
                        now.dead + other.now.dead));
    }
}
