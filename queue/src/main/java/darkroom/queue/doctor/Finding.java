package darkroom.queue.doctor;

import java.util.List;

/**
 * Something that is wrong.
 *
 * @param name one word or two for it, such as {@code orphan-jobs}
 * @param count how many of what it is about
 * @param examples a few of them
 * @param what a sentence: what was expected, what was found
 * @param cause what has most likely brought it about
 * @param remedy what to do, or what {@code --repair} does
 * @param repairable whether {@link Doctor#repair} puts it right
 */
public record Finding(
        String name,
        long count,
        List<String> examples,
        String what,
        String cause,
        String remedy,
        boolean repairable) {
    /** The most examples of one finding. */
    static final int EXAMPLES_MAX = 5;

    /** Keeps the first few examples. */
    public Finding {
        examples = examples.stream().limit(EXAMPLES_MAX).toList();
    }

    /** In one paragraph. */
    public String text() {
        return name
                + ": "
                + what
                + (examples.isEmpty() ? "" : " (" + String.join(", ", examples) + ")")
                + "; likely cause: "
                + cause
                + "; "
                + remedy;
    }
}
