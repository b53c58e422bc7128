package darkroom.jobs.people;

/** There is nobody with this id. Nothing was written. */
public final class NoSuchPersonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchPersonException(long id) {
        super("cannot find person " + id + ": nobody has this id");
    }
}
