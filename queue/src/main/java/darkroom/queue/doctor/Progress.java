package darkroom.queue.doctor;

/** Hears how far an examination is. */
@FunctionalInterface
public interface Progress {
    /**
     * Something more was looked at.
     *
     * @param stage what is being looked at
     * @param seen how many of it so far
     */
    void at(String stage, long seen);
}
