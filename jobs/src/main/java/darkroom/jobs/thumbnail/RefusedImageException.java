package darkroom.jobs.thumbnail;

import java.io.Serial;

/** A file cannot be taken as a picture; its sender can be told the message as it stands. */
public final class RefusedImageException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String sentence;

    RefusedImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.sentence = message;
    }

    /** Why, in one sentence. */
    @Override
    public String getMessage() {
        return sentence;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Why a file is refused. */
    public enum Reason {
        /** Not a picture by its first bytes. */
        NOT_AN_IMAGE("not-an-image"),
        /** A picture, of a format that is not taken: HEIC, GIF, a JPEG of 12 bits and so on. */
        UNSUPPORTED("unsupported"),
        /** It ends before the picture does. */
        TRUNCATED("truncated"),
        /** What it says of itself cannot be. */
        DAMAGED("damaged"),
        /** Its header promises more pixels than the limit. */
        TOO_MANY_PIXELS("too-many-pixels"),
        /** The file is longer than the limit. */
        TOO_LARGE("too-large");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** A stable word for programs. */
        public String code() {
            return code;
        }
    }
}
