package darkroom.web.photos;

import darkroom.web.http.Body;
import darkroom.web.http.MediaType;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

/**
 * The form of a new photo: its file, kept in a temporary file until this is closed, its caption and
 * where to share it. For one thread.
 *
 * <p>The body is parsed as it arrives, so one upload takes a buffer of memory and a file of at most
 * {@code fileBytesMax} bytes, whatever its sender says of its length.
 */
final class PhotoForm implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long BESIDES_FILE_BYTES_MAX = 64 * 1024;
    private static final int PARTS_MAX = 8;
    private static final int PART_HEADERS_BYTES_MAX = 4 * 1024;

    private final Path file;
    private final PhotoFormParts parts;

    private PhotoForm(Path file, PhotoFormParts parts) {
        this.file = file;
        this.parts = parts;
    }

    /**
     * Receives the request's form; where it throws, nothing is left of it.
     *
     * @param folder for the temporary file
     * @param fileBytesMax longest file that is taken
     * @throws ProblemException 400, 408, 413 or 415 for a form that cannot be taken
     */
    static PhotoForm receive(Context context, Path folder, long fileBytesMax) {
        MediaType.require(context, "multipart/form-data");
        String boundary = MultiPart.extractBoundary(context.header("Content-Type"));
        if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
            throw refused("expected a boundary of 1 to 70 characters in Content-Type");
        }
        Body body = Body.open(context, fileBytesMax + BESIDES_FILE_BYTES_MAX, DEADLINE);
        Path file = temporaryFile(folder);
        boolean received = false;
        try {
            PhotoForm form = new PhotoForm(file, parts(body, boundary, file, fileBytesMax));
            received = true;
            return form;
        } finally {
            if (!received) {
                delete(file);
            }
        }
    }

    /** The uploaded file; gone when this is closed. */
    Path file() {
        return file;
    }

    /** The caption; empty unless one was sent. */
    String caption() {
        return parts.text("caption").orElse("");
    }

    /** Where to share it, as it was sent. */
    Optional<String> share() {
        return parts.text("share");
    }

    @Override
    public void close() {
        delete(file);
    }

    private static PhotoFormParts parts(Body body, String boundary, Path file, long fileBytesMax) {
        try (PhotoFormParts parts = new PhotoFormParts(file, fileBytesMax)) {
            parse(body, boundary, parts);
            return parts;
        }
    }

    private static void parse(Body body, String boundary, PhotoFormParts parts) {
        MultiPart.Parser parser = new MultiPart.Parser(boundary, parts);
        parser.setMaxParts(PARTS_MAX);
        parser.setPartHeadersMaxLength(PART_HEADERS_BYTES_MAX);
        boolean last = false;
        while (!last) {
            ByteBuffer piece = body.next();
            last = !piece.hasRemaining();
            parser.parse(Content.Chunk.from(piece, last));
            Optional<ProblemException> failure = parts.failure();
            if (failure.isPresent()) {
                body.discard();
                throw failure.get();
            }
        }
        parts.requireComplete();
    }

    private static Path temporaryFile(Path folder) {
        try {
            return Files.createTempFile(folder, "upload-", ".part");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot take an upload: no file can be made in \"" + folder + "\"", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the upload \"" + file + "\"", e);
        }
    }

    static ProblemException refused(String why) {
        return Problem.of(400, "wrong-form", "cannot read the form: " + why).exception();
    }
}
