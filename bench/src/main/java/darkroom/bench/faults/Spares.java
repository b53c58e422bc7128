package darkroom.bench.faults;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.embedded.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps one warm child in reserve, so that no round waits for a JVM to start. Not thread-safe. */
final class Spares implements AutoCloseable {
    private final RunFolder folder;
    private final Ledger ledger;
    private final RedisServer warmUp;
    private int count;
    private Child spare;

    Spares(RunFolder folder, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
        this.warmUp = RedisServer.start(RedisOptions.defaults().withDurability(Durability.NEVER));
        this.spare = fresh();
    }

    /** A warm child that does nothing yet; another one starts to warm up. */
    Child take() throws InterruptedException {
        spare.awaitWarm();
        Child taken = spare;
        spare = fresh();
        return taken;
    }

    /** Where all files of this run are. */
    Path folder() {
        return folder.path();
    }

    /** The embedded Redis, as a program. */
    Path redisProgram() {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(warmUp.pid()), "exe"));
        } catch (IOException e) {
            throw new MissingException(
                    "cannot find the embedded Redis' program: expected /proc, found "
                            + e.getMessage()
                            + "; name one with --redis-server");
        }
    }

    Ledger ledger() {
        return ledger;
    }

    private Child fresh() {
        return Child.start(++count, folder, ledger, warmUp.uri().getPort());
    }

    @Override
    public void close() {
        spare.kill();
        warmUp.close();
    }
}
