package darkroom.web.dashboard.page;

/**
 * How far something is.
 *
 * @param title what
 * @param done of {@code all}; both from 0
 * @param says the same in words
 */
public record Progress(String title, long done, long all, String says) implements Block {}
