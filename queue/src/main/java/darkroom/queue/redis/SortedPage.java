package darkroom.queue.redis;

import darkroom.queue.Excerpt;
import darkroom.queue.Limits;
import darkroom.queue.redis.RedisStore.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of a sorted set, highest score first. What comes, goes or moves meanwhile changes no other
 * member's place, so that from page to page nothing that stays is missed or shown twice.
 *
 * @param next a cursor for the page after this one; empty if this is the last
 */
public record SortedPage(List<Scored> members, Optional<String> next) {
    /** So often a page is asked for, where very many members have one score. */
    private static final int STEPS_MAX = 50;

    private static final char DIVIDER = '~';

    /**
     * Reads one.
     *
     * @param after a cursor of another page, or empty for the first
     * @param least the lowest score that is looked at
     * @param limit from 1, and below {@link Limits#PAGE_MAX}
     * @throws IllegalArgumentException if the cursor is none
     */
    public static SortedPage read(
            RedisStore store, String key, Optional<String> after, double least, int limit) {
        Optional<Scored> last = after.map(SortedPage::parsed);
        double most = last.map(Scored::score).orElse(Double.POSITIVE_INFINITY);
        List<Scored> page = new ArrayList<>();
        boolean more = true;
        int offset = 0;
        for (int step = 0; step < STEPS_MAX && more && page.size() <= limit; step++) {
            // Where many have one score, those of the pages before are many, too.
            int asked = step == 0 ? limit + 1 : Limits.PAGE_MAX;
            List<Scored> some = store.sortedDown(key, most, least, offset, asked);
            some.stream().filter(one -> isAfter(one, last)).forEach(page::add);
            more = some.size() == asked;
            offset += some.size();
        }
        boolean another = page.size() > limit;
        List<Scored> members = List.copyOf(another ? page.subList(0, limit) : page);
        return new SortedPage(
                members, another ? Optional.of(cursor(members.get(limit - 1))) : Optional.empty());
    }

    // Of one score the greater name comes first, as bytes; names are of ASCII.
    private static boolean isAfter(Scored one, Optional<Scored> last) {
        if (last.isEmpty() || one.score() < last.get().score()) {
            return true;
        }
        return one.score() == last.get().score() && one.member().compareTo(last.get().member()) < 0;
    }

    /** The cursor of a page that ended with this member. */
    public static String cursor(Scored last) {
        return Double.toString(last.score()) + DIVIDER + last.member();
    }

    private static Scored parsed(String cursor) {
        int divider = cursor.indexOf(DIVIDER);
        try {
            return new Scored(
                    cursor.substring(divider + 1),
                    Double.parseDouble(cursor.substring(0, Math.max(0, divider))));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "cannot go on from \""
                            + Excerpt.of(cursor)
                            + "\": expected a cursor of the page before; begin with the first page",
                    e);
        }
    }
}
