package darkroom.jobs.thumbnail;

/**
 * What a picture's header says, once it was found within the limits.
 *
 * @param format what it is by its content
 * @param width in pixels as it is to be shown, its EXIF orientation applied; above 0
 * @param height in pixels as it is to be shown; above 0
 * @param bytes length of the file; above 0
 */
public record CheckedImage(ImageFormat format, int width, int height, long bytes) {}
