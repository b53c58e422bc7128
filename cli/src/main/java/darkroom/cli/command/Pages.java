package darkroom.cli.command;

import darkroom.cli.settings.BadUsageException;
import darkroom.queue.Limits;
import java.util.List;

/** The bound of every listing. */
final class Pages {
    private Pages() {}

    static int checkLimit(int limit) {
        if (limit < 1 || limit > Limits.PAGE_MAX) {
            throw new BadUsageException(
                    List.of(
                            "--limit: expected 1.."
                                    + Limits.PAGE_MAX
                                    + " (Limits.PAGE_MAX), found "
                                    + limit));
        }
        return limit;
    }
}
