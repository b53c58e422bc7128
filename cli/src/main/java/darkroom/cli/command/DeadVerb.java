package darkroom.cli.command;

import darkroom.cli.service.ArchiveAccess;
import darkroom.cli.settings.DatabaseFlags;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.RedisFlags;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A verb for dead jobs, whose bodies may be in the archive. */
abstract class DeadVerb extends Verb {
    @Mixin private RedisFlags redis = new RedisFlags();

    @Mixin private DatabaseFlags databases = new DatabaseFlags();

    /** What is left to do when everything given was found right. */
    @FunctionalInterface
    interface Work {
        /** Does it; gives the exit code. */
        int on(RedisStore store, ArchiveAccess archive) throws InterruptedException;
    }

    /** Checks what the verb itself takes; does nothing yet. */
    abstract Work work(Faults faults);

    @Override
    final Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(environment, faults);
        DatabaseFlags.Given given = databases.given(environment, faults);
        Work work = work(faults);
        return () -> {
            try (RedisStore store = RedisStore.open(address.orElseThrow());
                    ArchiveAccess archive = new ArchiveAccess(given, store)) {
                return work.on(store, archive);
            }
        };
    }
}
