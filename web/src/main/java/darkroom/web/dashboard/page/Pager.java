package darkroom.web.dashboard.page;

/**
 * The way to other pages of a list.
 *
 * @param first empty on the first page
 * @param next empty on the last
 */
public record Pager(String first, String next, String says) implements Block {
    /**
     * The way from a page of a list whose pages are counted from its begin.
     *
     * @param address of the first
     * @param offset how many are before this one
     * @param found how many there are from there on, as far as was looked: one more than a page
     * @param page how many a page shows at most
     */
    public static Pager of(String address, long offset, int found, int page) {
        int shown = Math.min(found, page);
        return new Pager(
                offset == 0 ? "" : address,
                found > page ? Words.with(address, "offset", Long.toString(offset + page)) : "",
                shown == 0 ? "" : Words.count(offset + 1) + " to " + Words.count(offset + shown));
    }
}
