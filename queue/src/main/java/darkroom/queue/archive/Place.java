package darkroom.queue.archive;

import darkroom.queue.redis.RedisStore.Scored;

/**
 * Where a dead job stands among all: by when it died, then by its name as bytes.
 *
 * @param diedAt by Redis' clock, epoch ms
 * @param name its name in the dead set
 */
public record Place(long diedAt, String name) implements Comparable<Place> {
    /** Before all. */
    static final Place FIRST = new Place(Long.MIN_VALUE, "");

    /** Behind all. */
    static final Place LAST = new Place(Long.MAX_VALUE, "");

    /** That of an entry of the dead set. */
    public static Place of(Scored entry) {
        return new Place((long) entry.score(), entry.member());
    }

    // Names are of ASCII, so that chars sort as bytes do.
    @Override
    public int compareTo(Place other) {
        int byTime = Long.compare(diedAt, other.diedAt);
        return byTime != 0 ? byTime : name.compareTo(other.name);
    }
}
