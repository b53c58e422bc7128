package darkroom.jobs.thumbnail;

/** A picture format that can be posted. */
public enum ImageFormat {
    /** ISO/IEC 10918-1, baseline or progressive, 8 bits a sample. */
    JPEG("jpeg", "image/jpeg"),
    /** ISO/IEC 15948. */
    PNG("png", "image/png");

    private final String label;
    private final String mediaType;

    ImageFormat(String label, String mediaType) {
        this.label = label;
        this.mediaType = mediaType;
    }

    /** Its name in the database: {@code jpeg} or {@code png}. */
    public String label() {
        return label;
    }

    /** Its media type, for HTTP. */
    public String mediaType() {
        return mediaType;
    }
}
