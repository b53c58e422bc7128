package darkroom.jobs.photos;

/** There is no photo with this id, or not of this owner. Nothing was written. */
public final class NoSuchPhotoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchPhotoException(long id) {
        super("cannot find photo " + id + ": there is none with this id");
    }
}
