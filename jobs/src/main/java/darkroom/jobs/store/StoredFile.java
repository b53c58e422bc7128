package darkroom.jobs.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * One open file of a photo; whoever opened it closes it. For one thread.
 *
 * @param bytes its length, at least 0
 * @param stream its content from the start
 */
public record StoredFile(long bytes, InputStream stream) implements AutoCloseable {
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new StoreException("cannot close a photo's file: " + e.getMessage(), e);
        }
    }
}
