package darkroom.jobs.photos;

/** Nobody has the id that a photo was to be posted for. Nothing was written. */
public final class NoSuchOwnerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchOwnerException(long id) {
        super("cannot post for person " + id + ": nobody has this id");
    }
}
