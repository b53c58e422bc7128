package darkroom.queue.operations;

/**
 * What is ordered.
 *
 * @param by who: the user and the host, such as {@code ann@host7}
 */
public record Plan(Action action, Selection selection, Pace pace, String by) {
    private static final int BY_MAX = 100;

    /** Makes who safe for a log: short, and without blanks. */
    public Plan {
        by = word(by);
    }

    static String word(String who) {
        String one = who.strip().replaceAll("[\\s\\p{Cntrl}]+", "-");
        String some = one.isEmpty() ? "unknown" : one;
        return some.length() <= BY_MAX ? some : some.substring(0, BY_MAX);
    }
}
