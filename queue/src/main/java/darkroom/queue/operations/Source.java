package darkroom.queue.operations;

import java.util.List;

/** Where the jobs of a selection are looked for, a page at a time. */
interface Source {
    /** Where a walk begins. */
    String START = "";

    /** How many jobs there are to look at now. */
    long size();

    /**
     * The next jobs, whether they match or not.
     *
     * @param cursor {@link #START}, or that of a job seen before
     * @param most of them, 1 to 1,000
     */
    Page after(String cursor, int most);

    /** Where to go on after a job of this source. */
    String cursorAt(Picked job);

    /**
     * Some jobs.
     *
     * @param last whether there are no more after them
     */
    record Page(List<Picked> jobs, boolean last) {}
}
