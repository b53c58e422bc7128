package darkroom.web.dashboard.page;

/**
 * The way to other pages of a list.
 *
 * @param first empty on the first page
 * @param next empty on the last
 */
public record Pager(String first, String next, String says) implements Block {}
