package darkroom.web.photos;

import darkroom.queue.Excerpt;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * What the parser finds in the form of a new photo: the file to disk, the rest to memory. The
 * parser swallows what a listener throws, so the first fault is kept for whoever feeds it.
 */
final class PhotoFormParts implements MultiPart.Parser.Listener, AutoCloseable {
    private static final String FILE = "photo";
    private static final Set<String> TEXTS = Set.of("caption", "share");
    private static final int TEXT_BYTES_MAX = 32 * 1024;

    private final OutputStream file;
    private final long fileBytesMax;
    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private @Nullable String name;
    private long fileBytes;
    private boolean complete;
    private @Nullable RuntimeException failure;

    PhotoFormParts(Path file, long fileBytesMax) {
        this.fileBytesMax = fileBytesMax;
        try {
            this.file = Files.newOutputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the upload \"" + file + "\"", e);
        }
    }

    /** The text of this field, if it was sent. */
    Optional<String> text(String field) {
        return Optional.ofNullable(texts.get(field));
    }

    /**
     * Why the form cannot be taken, if that is known already.
     *
     * @throws RuntimeException where the fault is ours
     */
    Optional<ProblemException> failure() {
        if (failure == null || failure instanceof ProblemException) {
            return Optional.ofNullable((ProblemException) failure);
        }
        throw failure;
    }

    /** Refuses a form that ended early or has no file. */
    void requireComplete() {
        if (!complete) {
            throw PhotoForm.refused("it ends before its last boundary");
        }
        if (!seen.contains(FILE)) {
            throw PhotoForm.refused("expected a file in field \"" + FILE + "\", found none");
        }
    }

    @Override
    public void onPartBegin() {
        name = null;
        text.reset();
    }

    @Override
    public void onPartHeader(String header, String value) {
        if (header.toLowerCase(Locale.ROOT).equals("content-disposition")) {
            Map<String, String> parameters = new HashMap<>();
            HttpField.getValueParameters(value, parameters);
            name = parameters.get("name");
        }
    }

    @Override
    public void onPartHeaders() {
        String field = name;
        if (field == null || !(FILE.equals(field) || TEXTS.contains(field))) {
            fail(
                    PhotoForm.refused(
                            "expected fields photo, caption and share, found "
                                    + (field == null
                                            ? "a part without a name"
                                            : "\"" + Excerpt.of(field) + "\"")));
        } else if (!seen.add(field)) {
            fail(PhotoForm.refused("field \"" + field + "\" is sent twice"));
        }
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        if (failure != null) {
            return;
        }
        try {
            if (FILE.equals(name)) {
                toFile(chunk.getByteBuffer());
            } else {
                toText(chunk.getByteBuffer());
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (IOException e) {
            fail(new UncheckedIOException("cannot write an upload", e));
        }
        // Not released: the parser releases a piece that ends within what could be a boundary by
        // itself, and would find it released already. The pieces are of no pool.
    }

    @Override
    public void onPartEnd() {
        String field = name;
        if (field == null || FILE.equals(field) || failure != null) {
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
            texts.put(field, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            fail(PhotoForm.refused("field \"" + field + "\" is not UTF-8"));
        }
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    @Override
    public void onFailure(Throwable cause) {
        fail(PhotoForm.refused("it is cut off, or not the multipart that its header promises"));
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write an upload", e);
        }
    }

    private void toFile(ByteBuffer bytes) throws IOException {
        fileBytes += bytes.remaining();
        if (fileBytes > fileBytesMax) {
            throw tooLarge(FILE, fileBytesMax);
        }
        file.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private void toText(ByteBuffer bytes) {
        if (text.size() + bytes.remaining() > TEXT_BYTES_MAX) {
            throw tooLarge(String.valueOf(name), TEXT_BYTES_MAX);
        }
        text.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private static ProblemException tooLarge(String field, long most) {
        return Problem.of(
                        413,
                        "too-large",
                        "cannot take field \"%s\": expected at most %d bytes, found more"
                                .formatted(field, most))
                .exception();
    }

    private void fail(RuntimeException cause) {
        if (failure == null) {
            failure = cause;
        }
    }
}
