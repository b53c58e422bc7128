package darkroom.bench.bare;

/**
 * What a server has done, or between two looks did.
 *
 * @param calls of commands, those inside of scripts too (INFO commandstats, without INFO itself)
 * @param scripts of those, EVAL, EVALSHA and FCALL: one a script run
 * @param reads from sockets: one a request, or a pipeline, that fits into 16 KiB, more for a longer
 *     one (total_reads_processed)
 */
public record Calls(long calls, long scripts, long reads) {
    /** What was done since {@code before}. */
    public Calls since(Calls before) {
        return new Calls(calls - before.calls, scripts - before.scripts, reads - before.reads);
    }
}
