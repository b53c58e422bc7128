package darkroom.queue.json;

import darkroom.queue.fixtures.Shrinking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What is left of a payload that failed when all was taken from it that did not matter. */
final class FailingPayload {
    private static final int TRIES_MAX = 2_000;

    private FailingPayload() {}

    /** As few of its bytes, in their order, as were found to fail, too. */
    static byte[] shrunk(byte[] payload, Predicate<byte[]> fails) {
        List<Byte> bytes = new ArrayList<>(payload.length);
        for (byte one : payload) {
            bytes.add(one);
        }
        return bytes(Shrinking.shrink(bytes, few -> fails.test(bytes(few)), TRIES_MAX));
    }

    /** The file in {@code folder} that keeps a payload when the test is over. */
    static Path kept(Path folder, long seed, int number, byte[] payload) {
        try {
            return Files.write(
                    Files.createDirectories(folder)
                            .resolve("payload-" + seed + "-" + number + ".bin"),
                    payload);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot keep the payload that failed in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }
}
