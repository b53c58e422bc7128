package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.cli.settings.RedisFlags;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A verb that needs the queue's Redis and nothing else. */
abstract class StoreVerb extends Verb {
    @Mixin private RedisFlags redis = new RedisFlags();

    /** What is left to do when everything given was found right. */
    @FunctionalInterface
    interface Work {
        /** Does it; gives the exit code. */
        int on(RedisStore store) throws InterruptedException;
    }

    /** Checks what the verb itself takes; does nothing yet. */
    abstract Work work(Faults faults);

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(environment, faults);
        Work work = work(faults);
        return () -> {
            try (RedisStore store = RedisStore.open(address.orElseThrow())) {
                return work.on(store);
            }
        };
    }
}
