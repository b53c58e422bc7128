package darkroom.web.dashboard;

import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a list goes on.
 *
 * @param after as the address has it; empty at the begin
 */
record Cursor(String after) {
    /** The one that is asked for. */
    static Cursor of(Context context) {
        return new Cursor(Asked.text(context, "after"));
    }

    /** What {@code list} reads from here; it refuses what is no cursor of its own. */
    <T> T read(Function<Optional<String>, T> list) {
        try {
            return list.apply(after.isEmpty() ? Optional.empty() : Optional.of(after));
        } catch (IllegalArgumentException e) {
            throw Requested.wrong("after", "what \"Next\" of the page before leads to", after);
        }
    }

    /**
     * The way to the other pages.
     *
     * @param first the address of the first
     */
    Pager pager(String first, Optional<String> next) {
        return new Pager(
                after.isEmpty() ? "" : first,
                next.map(cursor -> Words.with(first, "after", cursor)).orElse(""),
                "");
    }
}
